/** The process behind `agent.ts`: the protocol, the conversations on disk, and which turn answers which prompt. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import * as acp from "@agentclientprotocol/sdk";
import { conversationsFolder, type Conversation, type Script } from "./agent-script.ts";
import { playSteps } from "./agent-steps.ts";

/** Speaks ACP on stdin and stdout until stdin ends. */
export async function serveAgent(script: Script): Promise<void> {
  const start = script.start ?? {};
  if (start.exit !== undefined) {
    process.stderr.write(`${start.exit.stderr ?? ""}\n`);
    process.exit(start.exit.code);
  }
  const turns = new Map<string, AbortController>();
  const connection = acp
    .agent({ name: "scripted" })
    .onRequest("initialize", async () => {
      if (start.mute === true) await new Promise<never>(() => {});
      await new Promise((done) => setTimeout(done, start.initializeAfterMs ?? 0));
      return describeAgent(start);
    })
    .onRequest("session/new", async ({ params }) => {
      if (start.newSession !== undefined) {
        throw new acp.RequestError(start.newSession.code, start.newSession.message);
      }
      const id = randomUUID();
      await saveConversation({
        id,
        cwd: params.cwd,
        openings: [{ how: "new", pid: process.pid }],
        prompts: [],
        said: [],
      });
      return { sessionId: id };
    })
    .onRequest("session/resume", async ({ params }) => {
      await reopen(start, params.sessionId, "resume");
      return {};
    })
    .onRequest("session/load", async ({ params, client }) => {
      const conversation = await reopen(start, params.sessionId, "load");
      for (const text of conversation.said) {
        await client.notify("session/update", {
          sessionId: params.sessionId,
          update: { sessionUpdate: "agent_message_chunk", content: { type: "text", text } },
        });
      }
      return {};
    })
    .onRequest("session/prompt", async ({ params, client }) => {
      const text = params.prompt.map((block) => (block.type === "text" ? block.text : "")).join("");
      const conversation = await loadConversation(params.sessionId);
      const index = chooseTurn(script, conversation, text);
      conversation.prompts.push({ text, turn: index, pid: process.pid });
      await saveConversation(conversation);
      const cancelled = new AbortController();
      turns.set(params.sessionId, cancelled);
      const steps = index === null ? undefined : script.turns[index]?.steps;
      const { response, said } = await playSteps(
        steps ?? [{ do: "say", text: "Nothing in my script fits this prompt." }],
        {
          sessionId: params.sessionId,
          cwd: conversation.cwd,
          client,
          cancelled: cancelled.signal,
        },
      );
      await saveConversation({ ...conversation, said: [...conversation.said, ...said] });
      return response;
    })
    .onNotification("session/cancel", ({ params }) => {
      turns.get(params.sessionId)?.abort();
    })
    .connect(
      acp.ndJsonStream(
        Writable.toWeb(process.stdout),
        Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
      ),
    );
  await connection.closed;
  process.exit(0);
}

function describeAgent(start: NonNullable<Script["start"]>): acp.InitializeResponse {
  return {
    protocolVersion: start.protocolVersion ?? acp.PROTOCOL_VERSION,
    agentInfo: { name: "scripted", version: "1.0.0" },
    agentCapabilities: {
      loadSession: start.load ?? true,
      sessionCapabilities: start.resume === false ? {} : { resume: {} },
    },
  };
}

async function reopen(
  start: NonNullable<Script["start"]>,
  id: string,
  how: "resume" | "load",
): Promise<Conversation> {
  if (start.forgetful === true) throw acp.RequestError.sessionNotFound(id);
  const conversation = await loadConversation(id);
  conversation.openings.push({ how, pid: process.pid });
  await saveConversation(conversation);
  return conversation;
}

/** The index of the first turn that fits, or null. Decided by what was asked in this conversation, never by order. */
function chooseTurn(script: Script, conversation: Conversation, text: string): number | null {
  const index = script.turns.findIndex((turn, at) => {
    if (!text.includes(turn.when)) return false;
    const earlier = conversation.prompts;
    if (turn.after !== undefined && !earlier.some((p) => p.text.includes(turn.after ?? ""))) {
      return false;
    }
    return turn.times === undefined || earlier.filter((p) => p.turn === at).length < turn.times;
  });
  return index === -1 ? null : index;
}

async function loadConversation(id: string): Promise<Conversation> {
  try {
    const conversation: Conversation = JSON.parse(await readFile(conversationFile(id), "utf8"));
    return conversation;
  } catch {
    throw acp.RequestError.sessionNotFound(id);
  }
}

/** Replaces the file in one step, so that a SIGKILL never leaves half of it. */
async function saveConversation(conversation: Conversation): Promise<void> {
  const file = conversationFile(conversation.id);
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(conversation, null, 2));
  await rename(draft, file);
}

function conversationFile(id: string): string {
  const home = process.env["HOME"];
  if (home === undefined) throw new Error("HOME is not set: a conversation has nowhere to live");
  return path.join(conversationsFolder(home), `${path.basename(id)}.json`);
}
