/** What each step of a script does, one small function per kind. */
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import * as acp from "@agentclientprotocol/sdk";
import type { Dump, Step } from "./agent-script.ts";

const run = promisify(execFile);

/** The turn in which steps are played. */
export type Stage = {
  sessionId: string;
  cwd: string;
  client: acp.AgentContext;
  /** Aborted by `session/cancel`. */ cancelled: AbortSignal;
};
type Played = { response: acp.PromptResponse; said: string[] };

/** Plays `steps` in order until one of them ends the turn. Throws what a step wants the client to see as an error. */
export async function playSteps(steps: Step[], stage: Stage): Promise<Played> {
  const said: string[] = [];
  const response = await playAll(steps, stage, said);
  return { response: response ?? { stopReason: "end_turn" }, said };
}

/** The answer of the step that ended the turn, or null when all were played. */
async function playAll(
  steps: Step[],
  stage: Stage,
  said: string[],
): Promise<acp.PromptResponse | null> {
  for (const step of steps) {
    if (step.do === "say") said.push(step.text);
    const ended = await playStep(step, stage, said);
    if (ended !== null) return ended;
    if (stage.cancelled.aborted) return { stopReason: "cancelled" };
  }
  return null;
}

async function playStep(
  step: Step,
  stage: Stage,
  said: string[],
): Promise<acp.PromptResponse | null> {
  switch (step.do) {
    case "say":
      return update(stage, messageChunk("agent_message_chunk", step.text));
    case "think":
      return update(stage, messageChunk("agent_thought_chunk", step.text));
    case "plan":
      return update(stage, {
        sessionUpdate: "plan",
        entries: step.entries.map((entry) => ({ ...entry, priority: "medium" })),
      });
    case "tool":
      return playTool(step, stage);
    case "usage":
      return update(stage, {
        sessionUpdate: "usage_update",
        used: step.used ?? 1_000,
        size: 200_000,
        cost: { amount: step.costUsd, currency: "USD" },
      });
    case "update":
      return update(stage, step.update);
    case "write":
      await writeBelow(stage.cwd, step.path, step.text);
      return null;
    case "run":
      return playRun(step, stage);
    case "commit":
      return playCommit(step, stage);
    case "sleep":
      await waitFor(step.ms, stage.cancelled);
      return null;
    case "ask":
      return playAsk(step, stage, said);
    case "hang":
      await (step.deaf === true ? new Promise<never>(() => {}) : untilAborted(stage.cancelled));
      return null;
    case "exit":
      process.stderr.write(`${step.stderr ?? ""}\n`, () => process.exit(step.code));
      return new Promise<never>(() => {});
    case "die":
      process.kill(process.pid, "SIGKILL");
      return new Promise<never>(() => {});
    case "garbage":
      process.stdout.write(`${step.text}\n`);
      return null;
    case "stderr":
      process.stderr.write(`${step.text}\n`);
      return null;
    case "fail":
      throw new acp.RequestError(step.code ?? -32603, step.message ?? "Internal error", step.data);
    case "session_failure":
      return { stopReason: "end_turn", _meta: describeFailure(step.category, step.title) };
    case "stop":
      return { stopReason: step.reason };
    case "spawn":
      return playSpawn(step, stage);
    case "dump":
      await writeBelow(stage.cwd, step.path, JSON.stringify(await dumpAll(stage.cwd)));
      return null;
    case "call":
      return playCall(step, stage);
  }
}

async function update(stage: Stage, sent: Record<string, unknown>): Promise<null> {
  await stage.client.notify("session/update", {
    sessionId: stage.sessionId,
    update: sent,
  });
  return null;
}

function messageChunk(sessionUpdate: string, text: string): Record<string, unknown> {
  return { sessionUpdate, content: { type: "text", text } };
}

async function playTool(step: Step & { do: "tool" }, stage: Stage): Promise<null> {
  const toolCallId = randomUUID();
  await update(stage, {
    sessionUpdate: "tool_call",
    toolCallId,
    title: step.title,
    kind: step.kind ?? "other",
    status: "pending",
    ...(step.rawInput === undefined ? {} : { rawInput: step.rawInput }),
  });
  return update(stage, { sessionUpdate: "tool_call_update", toolCallId, status: "completed" });
}

async function playRun(step: Step & { do: "run" }, stage: Stage): Promise<null> {
  const [file, ...args] = step.command;
  if (file === undefined) throw acp.RequestError.invalidParams("run: an empty command");
  const { ok, output } = await run(file, args, { cwd: stage.cwd }).then(
    ({ stdout, stderr }) => ({ ok: true, output: `${stdout}${stderr}` }),
    (error: unknown) => ({ ok: false, output: String(error) }),
  );
  if (step.say === true) await update(stage, messageChunk("agent_message_chunk", output));
  if (!ok && step.mayFail !== true) throw acp.RequestError.internalError(output, output);
  return null;
}

async function playCommit(step: Step & { do: "commit" }, stage: Stage): Promise<null> {
  for (const [file, text] of Object.entries(step.files ?? {})) {
    await writeBelow(stage.cwd, file, text);
  }
  await playRun({ do: "run", command: ["git", "add", "--all"] }, stage);
  return playRun({ do: "run", command: ["git", "commit", "--message", step.message] }, stage);
}

async function playAsk(
  step: Step & { do: "ask" },
  stage: Stage,
  said: string[],
): Promise<acp.PromptResponse | null> {
  const offers = step.offers ?? ["allow_once", "allow_always", "reject_once"];
  const { outcome } = await stage.client.request<acp.RequestPermissionResponse>(
    "session/request_permission",
    {
      sessionId: stage.sessionId,
      toolCall: { toolCallId: randomUUID(), title: step.title, kind: "execute", status: "pending" },
      options: offers.map((kind) => ({ optionId: `option-${kind}`, name: kind, kind })),
    },
  );
  if (outcome.outcome === "cancelled") return { stopReason: "cancelled" };
  const kind = outcome.optionId.replace("option-", "");
  return playAll(step.answers?.[kind] ?? [], stage, said);
}

async function playSpawn(step: Step & { do: "spawn" }, stage: Stage): Promise<null> {
  const [file, ...args] = step.command ?? ["sleep", "600"];
  if (file === undefined) throw acp.RequestError.invalidParams("spawn: an empty command");
  const child = spawn(file, args, { cwd: stage.cwd, detached: true, stdio: "ignore" });
  child.unref();
  await writeBelow(stage.cwd, step.pid, String(child.pid));
  return null;
}

async function playCall(step: Step & { do: "call" }, stage: Stage): Promise<null> {
  const answer = await stage.client.request(step.method, step.params).then(
    (result) => `${step.method} answered ${JSON.stringify(result)}`,
    (error: unknown) => `${step.method} refused: ${String(error)}`,
  );
  return update(stage, messageChunk("agent_message_chunk", answer));
}

function describeFailure(category: string, title: string): Record<string, unknown> {
  const sessionFailure = { id: "scripted:error", revision: 1, category, severity: "error", title };
  return { jetbrains: { air: { version: 1, sessionFailure } } };
}

async function dumpAll(cwd: string): Promise<Dump> {
  const files: Record<string, string> = {};
  for (const folder of new Set([process.env["HOME"] ?? cwd, cwd])) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) files[file] = await readFile(file, "latin1");
    }
  }
  const { stdout } = await run("git", ["config", "--list", "--show-origin"], { cwd });
  return { env: { ...process.env }, argv: process.argv, cwd, gitConfig: stdout, files };
}

async function writeBelow(folder: string, name: string, text: string): Promise<void> {
  const file = path.resolve(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    new Promise((done) => {
      timer = setTimeout(done, ms);
    }),
    untilAborted(signal),
  ]);
  clearTimeout(timer);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
}
