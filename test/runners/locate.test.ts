import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { locateAgent } from "../../runners/agents/locate.ts";
import { JobFailure } from "../../runners/endings.ts";

const claude = { name: "claude", command: null, env: [] };

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ao-locate-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function writeProgram(file: string, firstLine: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${firstLine}\n`);
  await chmod(file, 0o755);
}

test("a known agent is found among npm packages and run by this very Node", async () => {
  const agentsDirectory = await makeFolder();
  const script = path.join(agentsDirectory, "node_modules", "claude", "index.js");
  await writeProgram(script, "#!/usr/bin/env node");
  const bin = path.join(agentsDirectory, "node_modules", ".bin");
  await mkdir(bin);
  await symlink("../claude/index.js", path.join(bin, "claude-agent-acp"));

  const command = await locateAgent(claude, { agentsDirectory }, { PATH: "/usr/bin" });

  expect(command).toEqual([process.execPath, script]);
});

test("a program on PATH that is no Node script is run as it is, with its arguments", async () => {
  const folder = await makeFolder();
  await writeProgram(path.join(folder, "gemini"), "\x7fELF");
  const gemini = { name: "gemini", command: null, env: [] };

  const command = await locateAgent(
    gemini,
    { agentsDirectory: null },
    { PATH: `:${folder}:/usr/bin` },
  );

  expect(command).toEqual([path.join(folder, "gemini"), "--acp"]);
});

test("what is nowhere is named with the package that brings it", async () => {
  const looking = locateAgent(claude, { agentsDirectory: null }, { PATH: "/nowhere" });

  await expect(looking).rejects.toThrow(JobFailure);
  await expect(looking).rejects.toThrow("npm install @agentclientprotocol/claude-agent-acp");
});

test("the operator's own command wins", async () => {
  const mine = { ...claude, command: ["my-claude", "--x"] };

  expect(await locateAgent(mine, { agentsDirectory: null }, {})).toEqual(["my-claude", "--x"]);
});
