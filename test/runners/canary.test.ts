import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import type { Dump } from "../support/agent.ts";
import { READ_TOKEN, RUNNER_TOKEN } from "./app.ts";
import { type Bench, makeBench } from "./bench.ts";

/** Where a machine keeps secrets: variable → value. */
const planted = {
  GITHUB_TOKEN: "ghp_canary0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c",
  GH_TOKEN: "gho_canary1a1b2c3d4e5f6a7b8c9d0e1f2a3b4c",
  AO_RUNNER_TOKEN: "canary-runner-9f8e7d6c5b",
  AWS_SECRET_ACCESS_KEY: "canary/aws/wJalrXUtnFEMIK7MDENG",
  NPM_TOKEN: "npm_canary2a1b2c3d4e5f6a7b8c9d0e1f2a3b4",
  DATABASE_URL: "postgres://ao:canary-database@localhost/ao",
  SSH_AUTH_SOCK: "/tmp/canary-agent.sock",
  GIT_ASKPASS: "/canary/askpass",
  NODE_OPTIONS: "--title=canary-node-options",
  CLAUDE_CODE_OAUTH_TOKEN: "canary-of-another-agent",
};
const inHome = {
  ".netrc": "machine github.com password canary-netrc",
  ".git-credentials": "https://x:canary-credentials@github.com",
  ".gitconfig": '[credential]\n\thelper = "!echo password=canary-helper"\n',
  ".config/gh/hosts.yml": "oauth_token: canary-hosts",
  ".ssh/id_ed25519": "canary-ssh-key",
};
const MODEL_KEY = "sk-canary-model-key-5d4c3b2a1f0e9d8c7b6a";
const canaries = [
  ...Object.values(planted),
  "canary-netrc",
  "canary-credentials",
  "canary-helper",
  "canary-hosts",
  "canary-ssh-key",
  RUNNER_TOKEN,
  READ_TOKEN,
  Buffer.from(`x-access-token:${READ_TOKEN}`).toString("base64"),
];

async function plantCanaries(bench: Bench): Promise<void> {
  const home = path.join(path.dirname(bench.directory));
  for (const [name, value] of Object.entries(planted)) vi.stubEnv(name, value);
  bench.parts.environment = {
    ...bench.parts.environment,
    ...planted,
    HOME: home,
    MODEL_KEY,
  };
  for (const [name, text] of Object.entries(inHome)) {
    await mkdir(path.dirname(path.join(home, name)), { recursive: true });
    await writeFile(path.join(home, name), text);
  }
}

function findCanaries(text: string): string[] {
  return canaries.filter((canary) => text.includes(canary));
}

test("no secret of the machine's reaches the agent, its files, its git or what it says", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "dump", path: "dump.json" },
          { do: "say", text: "Dumped." },
        ],
      },
    ],
  });
  await plantCanaries(bench);
  bench.start();

  const report = await bench.app.offer(
    bench.order({ setup: "env > setup.env; cat /proc/self/environ > setup.environ" }),
  );
  vi.unstubAllEnvs();

  const text = await readFile(path.join(bench.work(), "dump.json"), "utf8");
  const dump: Dump = JSON.parse(text);
  expect(dump.env["HOME"]).toBe(bench.home());
  expect(Object.keys(dump.files).some((file) => file.endsWith("setup.environ"))).toBe(true);
  expect(findCanaries(text)).toEqual([]);
  expect(findCanaries(JSON.stringify(report))).toEqual([]);
  const allowed = /^(PATH|HOME|LANG|TERM|TMPDIR|PAGER|AO_JOB|AO_RUNNER|GIT_\w+)$/;
  expect(Object.keys(dump.env).filter((name) => !allowed.test(name))).toEqual([]);
});

test("tokens are nowhere on disk, neither in the mirror nor in the worktree", async () => {
  const bench = await makeBench({
    turns: [{ when: "", steps: [{ do: "commit", message: "1", files: { a: "1" } }] }],
  });
  await plantCanaries(bench);
  bench.start();

  await bench.app.offer(bench.order());
  vi.unstubAllEnvs();

  const entries = await readdir(bench.directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.some((entry) => entry.parentPath.endsWith("7.git"))).toBe(true);
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    expect([file, findCanaries(await readFile(file, "latin1"))]).toEqual([file, []]);
  }
  expect(bench.github.refused).toEqual([]);
});

test("a key that the agent must have is taken out of everything it and the repository say", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "plan", entries: [{ content: `use ${MODEL_KEY}`, status: "in_progress" }] },
          { do: "tool", title: `curl -H ${MODEL_KEY}` },
          { do: "sleep", ms: 700 },
          { do: "stderr", text: `key ${MODEL_KEY}` },
          { do: "commit", message: "1", files: { a: "1" } },
          { do: "say", text: `My key is ${MODEL_KEY} and the token ${READ_TOKEN}.` },
        ],
      },
      {
        when: "verify command",
        steps: [{ do: "exit", code: 1, stderr: `died with ${MODEL_KEY}` }],
      },
    ],
  });
  await plantCanaries(bench);
  const [agent] = bench.config.agents;
  bench.config.agents = [
    { ...agent, name: "scripted", command: agent?.command ?? null, env: ["MODEL_KEY"] },
  ];
  bench.start();

  const report = await bench.app.offer(
    bench.order({ setup: "echo $MODEL_KEY", verify: "printf 'key\\033[1m=%s' $MODEL_KEY; exit 1" }),
  );
  vi.unstubAllEnvs();

  expect(report.setup?.output).toBe("[redacted]\n");
  expect(report.verify?.output).toContain("[redacted]");
  expect(report.plan[0]?.content).toBe("use [redacted]");
  for (const body of bench.app.received) {
    expect(body).not.toContain(MODEL_KEY);
    expect(findCanaries(body)).toEqual([]);
  }
  expect(findCanaries(bench.log.join("\n"))).toEqual([]);
});
