/**
 * The connection to one agent process over ACP, up to its first prompt: started, agreed on the protocol, in a conversation.
 *
 * The client offers no file system and no terminal: the agent uses its own tools in its own place.
 */
import type { ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import * as acp from "@agentclientprotocol/sdk";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { diagnose, JobFailure, untilEnded, within } from "../endings.ts";
import { spawnGroup } from "../processes.ts";
import type { AgentStart } from "./agent.ts";
import { type Exit, watchProcess, type WatchedProcess } from "./agent-process.ts";
import { describeModelError } from "./judge.ts";
import { makeUpdateLog, SessionUpdate, type UpdateLog } from "./updates.ts";

/** Slow agents take 4 s warm; the first start on a cold disk took 9 s. */
const START_MS = 45_000;
const CLOSE_GRACE_MS = 2_000;

const Permission = z.object({
  toolCall: z.object({ toolCallId: z.string(), title: z.string().nullish() }),
  options: z.array(z.object({ optionId: z.string(), kind: z.string() })),
});
export type Live = {
  start: AgentStart;
  clock: Clock;
  process: WatchedProcess;
  connection: acp.ClientConnection;
  log: UpdateLog;
};

/** Starts the process. Nothing has been said yet. */
export function connect(start: AgentStart, clock: Clock): Live {
  start.signal.throwIfAborted();
  const child = spawnGroup(start.command, start);
  const process = watchProcess(child, clock);
  const log = makeUpdateLog(start);
  // Before the SDK sees them: it drops every update that is not exactly as in its schema, and agents vary.
  const takeUpdate = (message: acp.AnyMessage) => {
    if (!("method" in message) || message.method !== "session/update") return false;
    const read = SessionUpdate.safeParse(message.params);
    if (read.success) {
      log.take(read.data.update);
      start.onProgress();
    }
    return true;
  };
  const connection = acp
    .client({ name: "ao-runner" })
    .onRequest(
      "session/request_permission",
      (params) => Permission.safeParse(params),
      ({ params }) => {
        if (!params.success || start.signal.aborted) return { outcome: { outcome: "cancelled" } };
        const { toolCall, options } = params.data;
        log.takeTool(toolCall.toolCallId, toolCall.title ?? "");
        start.onProgress();
        return { outcome: choosePermission(options) };
      },
    )
    .onNotification("*", () => {})
    .onRequest("*", ({ method }) => {
      throw acp.RequestError.methodNotFound(method);
    })
    .connect(process.watch(openStream(child, process), takeUpdate));
  return { start, clock, process, connection, log };
}

/** Chooses by kind, because ids differ per agent. `allow_always` is kept by some agents for good: never chosen. */
function choosePermission(
  options: readonly { optionId: string; kind: string }[],
): acp.RequestPermissionOutcome {
  const chosen =
    options.find((option) => option.kind === "allow_once") ??
    options.find((option) => option.kind === "reject_once");
  if (chosen === undefined) return { outcome: "cancelled" };
  return { outcome: "selected", optionId: chosen.optionId };
}

function openStream(child: ChildProcess, process: WatchedProcess): acp.Stream {
  if (child.stdout === null) throw new Error("an agent without pipes");
  // Node's and the browser's types of the same stream do not know each other.
  const output: ReadableStream<Uint8Array> = Readable.toWeb(child.stdout);
  return acp.ndJsonStream(process.input(), output);
}

const Initialized = z.object({
  protocolVersion: z.number(),
  agentInfo: z.object({ name: z.string(), version: z.string() }).optional().catch(undefined),
  agentCapabilities: z
    .object({
      loadSession: z.boolean().optional(),
      sessionCapabilities: z.object({ resume: z.unknown().optional() }).optional(),
    })
    .optional(),
});
type Initialized = z.infer<typeof Initialized>;

/** Throws `JobFailure` when the agent speaks another version, dies, or does not answer. */
export async function initialize(live: Live): Promise<Initialized> {
  const answer = await ask(live, "initialize", {
    protocolVersion: acp.PROTOCOL_VERSION,
    clientInfo: { name: "ao-runner", version: "1" },
    clientCapabilities: {
      fs: { readTextFile: false, writeTextFile: false },
      terminal: false,
      // Typed failures instead of an `end_turn` that looks like success (Claude's and Codex' adapters).
      _meta: { jetbrains: { air: { version: 1, capabilities: ["sessionFailure"] } } },
    },
  });
  const read = Initialized.safeParse(answer);
  if (!read.success || read.data.protocolVersion !== acp.PROTOCOL_VERSION) {
    const version = read.success ? read.data.protocolVersion : "no version";
    throw new JobFailure(
      diagnose(
        "protocol",
        `${live.start.name} speaks ACP ${version}, this runner ${acp.PROTOCOL_VERSION}. Update one of the two.`,
        { checked: ["the answer to initialize"], lastOutput: live.process.lastOutput() },
      ),
    );
  }
  return read.data;
}

/** Goes on with the conversation that was asked for, or starts a new one when it is not known any more. */
export async function openSession(
  live: Live,
  { agentCapabilities }: Initialized,
): Promise<{ id: string; resumed: boolean }> {
  const { session, cwd } = live.start;
  if (session !== null) {
    // `resume` replays nothing; `load` sends the whole conversation again, which AO has already.
    const method =
      agentCapabilities?.sessionCapabilities?.resume !== undefined &&
      agentCapabilities.sessionCapabilities.resume !== null
        ? "session/resume"
        : agentCapabilities?.loadSession === true
          ? "session/load"
          : null;
    if (method !== null && (await reopen(live, method, session.id))) {
      return { id: session.id, resumed: true };
    }
  }
  const opened = await ask(live, "session/new", { cwd, mcpServers: [] });
  const read = z.object({ sessionId: z.string().min(1).max(500) }).safeParse(opened);
  if (!read.success) {
    throw new JobFailure(
      diagnose("protocol", `${live.start.name} opened a session without an id.`, {
        lastOutput: live.process.lastOutput(),
      }),
    );
  }
  return { id: read.data.sessionId, resumed: false };
}

/** False when the agent does not know the conversation any more. Dying of the attempt is a failure all the same. */
async function reopen(live: Live, method: string, sessionId: string): Promise<boolean> {
  live.log.replaying(true);
  try {
    await ask(live, method, { sessionId, cwd: live.start.cwd, mcpServers: [] });
    return true;
  } catch (error) {
    if (error instanceof JobFailure && error.cause instanceof acp.RequestError) return false;
    throw error;
  } finally {
    live.log.replaying(false);
  }
}

/** A request before the first prompt: bounded in time, and every way to fail has its diagnosis. */
async function ask(live: Live, method: string, params: unknown): Promise<unknown> {
  const { start, clock, process } = live;
  start.signal.throwIfAborted();
  const request = live.connection.agent.request(method, params);
  const answered = Promise.race([request.then((value) => ({ value })), process.failed]);
  const answer = await untilEnded(within(clock, START_MS, answered), start.signal).catch(
    async (error: unknown) => {
      start.signal.throwIfAborted();
      if (error instanceof acp.RequestError) {
        const says = `${start.name} refused ${method}: ${describeModelError(error)}`;
        const rest = { checked: [`the answer to ${method}`], lastOutput: process.lastOutput() };
        throw new JobFailure(diagnose("start_failed", says, rest), error);
      }
      throw await describeDeath(live, `before it answered ${method}`, "start_failed");
    },
  );
  if (answer === "late") {
    const what = process.garbage() > 0 ? "protocol" : "start_failed";
    const says =
      process.garbage() > 0
        ? `${start.name} wrote ${process.garbage()} lines that are no ACP and did not answer ${method}.`
        : `${start.name} did not answer ${method} within ${START_MS / 1_000} s.`;
    throw new JobFailure(diagnose(what, says, await process.examine()));
  }
  if ("spawnError" in answer) {
    const says = `${start.name} could not be started: ${answer.spawnError}`;
    throw new JobFailure(diagnose("start_failed", says, { checked: [`ran ${start.command[0]}`] }));
  }
  return answer.value;
}

/** Why the connection broke, from what the process left behind. */
export async function describeDeath(
  live: Live,
  when: string,
  what: "exited" | "start_failed",
): Promise<JobFailure> {
  const exit = await within(live.clock, 1_000, live.process.exited);
  const { name } = live.start;
  if (exit === "late") {
    const says = `${name} closed its output ${when}, but its process goes on.`;
    return new JobFailure(diagnose("protocol", says, await live.process.examine()));
  }
  const says = `${name} ${sayExit(exit)} ${when}.`;
  return new JobFailure(diagnose(what, says, await live.process.examine()));
}

function sayExit(exit: Exit): string {
  return exit.signal === null ? `exited with code ${exit.code}` : `was killed by ${exit.signal}`;
}

/** Closing stdin is how an ACP agent is asked to go; the older ones ignore it. */
export async function closeAgent({ connection, process, clock }: Live): Promise<void> {
  process.closeInput();
  await within(clock, CLOSE_GRACE_MS, process.exited);
  connection.close();
}
