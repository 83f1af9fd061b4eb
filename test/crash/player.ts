/** A thread that plays journeys, one at a time. */
import { parentPort } from "node:worker_threads";
import { playJourney } from "./journey.ts";
import type { Played } from "./players.ts";

if (parentPort === null) throw new Error("not a thread: see players.ts");
const port = parentPort;

port.on("message", (killAt: number) => void answer(killAt));

async function answer(killAt: number): Promise<void> {
  const { passages, ...journey } = await playJourney({ killAt });
  const played: Played = { ...journey, killed: passages.at(-1) ?? null };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window's
  port.postMessage(played);
}
