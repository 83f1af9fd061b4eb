/**
 * A coding agent for tests: a real process that speaks the Agent Client Protocol over stdio and does what a script says.
 *
 * A script is a list of turns. The first turn whose `when` occurs in the text of the prompt is played, so scripts match
 * what was asked, never how often something was asked before. A test writes one like this:
 *
 *     await writeScript(path, {
 *       turns: [
 *         { when: "fix the sum", steps: [{ do: "commit", message: "Fix it", files: { "sum.js": "…" } }, { do: "say", text: "Done." }] },
 *         { when: "check failed", after: "fix the sum", steps: [{ do: "exit", code: 3 }] },
 *       ],
 *     });
 *     runner.agents = { scripted: { command: agentCommand(path) } };
 *
 * Conversations live below HOME, like a real agent's, and survive the process: see `readConversations`.
 */
import { readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { serveAgent } from "./agent-process.ts";
import { conversationsFolder, type Conversation, type Script } from "./agent-script.ts";

export type { Conversation, Dump, Script, Step } from "./agent-script.ts";

/** Writes `script` where `agentCommand` finds it. */
export async function writeScript(file: string, script: Script): Promise<void> {
  // An agent may start at any moment, and must not find half of it.
  await writeFile(`${file}.new`, JSON.stringify(script, null, 2));
  await rename(`${file}.new`, file);
}

/** The program and arguments that start an agent playing the script in `file`. */
export function agentCommand(file: string): string[] {
  return [process.execPath, fileURLToPath(import.meta.url), file];
}

/** All conversations that agents with this HOME have had, in no order. */
export async function readConversations(home: string): Promise<Conversation[]> {
  const folder = conversationsFolder(home);
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.map(async (name) => {
      const conversation: Conversation = JSON.parse(
        await readFile(path.join(folder, name), "utf8"),
      );
      return conversation;
    }),
  );
}

if (import.meta.main) {
  const file = process.argv[2] ?? process.env["AO_SCRIPT"];
  if (file === undefined) throw new Error("usage: agent.ts <script.json> (or AO_SCRIPT)");
  const script: Script = JSON.parse(await readFile(file, "utf8"));
  await serveAgent(script);
}
