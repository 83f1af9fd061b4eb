import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { RUNNER_TOKEN } from "./app.ts";
import { type Bench, isAlive, makeBench, until } from "./bench.ts";

const daemon = fileURLToPath(new URL("../../runners/daemon.ts", import.meta.url));

/** Writes the bench's configuration as an operator would, and answers the file. */
async function writeConfig(bench: Bench, changes: Record<string, unknown> = {}): Promise<string> {
  const file = path.join(path.dirname(bench.directory), "runner.yml");
  const [agent] = bench.config.agents;
  const settings = {
    server: bench.app.url,
    directory: bench.directory,
    agents: { scripted: { command: agent?.command } },
    drainSeconds: 1,
    ...changes,
  };
  await writeFile(file, stringify(settings));
  return file;
}

async function runDaemon(bench: Bench, args: string[]) {
  return execa(process.execPath, [daemon, ...args], {
    reject: false,
    extendEnv: false,
    env: {
      PATH: process.env["PATH"],
      HOME: path.dirname(bench.directory),
      AO_RUNNER_TOKEN: RUNNER_TOKEN,
    },
  });
}

test("--help says how to run it", async () => {
  const bench = await makeBench({ turns: [] });

  const { stdout, exitCode } = await runDaemon(bench, ["--help"]);

  expect(exitCode).toBe(0);
  expect(stdout).toContain("usage: node runners/daemon.ts");
});

test("--check finds everything in order, and takes no work", async () => {
  const bench = await makeBench({ turns: [] });
  void bench.app.offer(bench.order());

  const { stdout, exitCode } = await runDaemon(bench, ["--check", await writeConfig(bench)]);

  expect(stdout).toMatch(/^ok {4}git: git version \d/m);
  expect(stdout).toMatch(/^ok {4}sandbox: /m);
  expect(stdout).toMatch(/^ok {4}server http:.*: reachable, token accepted$/m);
  expect(stdout).toMatch(/^ok {4}agent scripted: answers over ACP \(scripted 1\.0\.0\)$/m);
  expect(exitCode).toBe(0);
  expect(bench.app.leases).toEqual([]);
});

test("--check names each fault and its fix", async () => {
  const bench = await makeBench({ start: { exit: { code: 9, stderr: "no licence" } }, turns: [] });
  const file = await writeConfig(bench, { token: "not-the-right-token" });

  const { stdout, exitCode } = await runDaemon(bench, ["--check", file]);
  const dead = await runDaemon(bench, [
    "--check",
    await writeConfig(bench, { server: "http://127.0.0.1:9" }),
  ]);

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^FAIL {2}server .*token refused: unknown token\n {6}fix: Copy the token/m,
  );
  expect(stdout).toMatch(
    /^FAIL {2}agent scripted: scripted exited with code 9.*\n.*no licence\n {6}fix: /m,
  );
  expect(dead.stdout).toMatch(
    /^FAIL {2}server http:\/\/127\.0\.0\.1:9: .*\n {6}fix: Start the app/m,
  );
});

test("a mistake in the file ends it with code 2 and the line", async () => {
  const bench = await makeBench({ turns: [] });
  const file = await writeConfig(bench, { parallel: "two" });

  const { stderr, exitCode } = await runDaemon(bench, [file]);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/runner\.yml:\d+: parallel: expected number/);
});

test("SIGTERM drains, and what a killed runner left running is killed by the next one", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "spawn", pid: "pid" },
          { do: "hang", deaf: true },
        ],
      },
    ],
  });
  const file = await writeConfig(bench);
  const start = () => {
    const child = spawn(process.execPath, [daemon, file], {
      stdio: "ignore",
      env: { PATH: process.env["PATH"], AO_RUNNER_TOKEN: RUNNER_TOKEN },
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    return child;
  };
  const first = start();
  void bench.app.offer(bench.order());
  const pid = await until(
    async () =>
      Number(await readFile(path.join(bench.work(), "pid"), "utf8").catch(() => "")) || null,
  );
  first.kill("SIGKILL");
  await new Promise((done) => setTimeout(done, 300));
  expect(await isAlive(pid)).toBe(true);
  const leasesBefore = bench.app.leases.length;

  const second = start();
  const exited = new Promise((done) => second.once("exit", done));
  await until(() => bench.app.leases.length > leasesBefore);
  expect(await isAlive(pid)).toBe(false);

  second.kill("SIGTERM");
  expect(await exited).toBe(0);
});
