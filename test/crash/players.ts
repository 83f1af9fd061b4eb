/** Journeys on all cores: they share nothing, so each core has a thread that plays one after the other. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Journey } from "./journey.ts";
import type { Passage } from "./toll.ts";

export interface Played extends Pick<Journey, "end" | "violations" | "tail"> {
  killed: Passage | null;
}

export interface Players {
  /** @throws {Error} whatever the journey throws */
  play(killAt: number): Promise<Played>;
  stop(): Promise<void>;
}

interface Player {
  worker: Worker;
  /** What it plays, and what waits for that. */
  orders: number;
  last: Promise<unknown>;
}

export function startPlayers(): Players {
  const players = Array.from({ length: availableParallelism() }, startPlayer);
  return {
    play: async (killAt) => {
      const player = players.reduce((one, other) => (other.orders < one.orders ? other : one));
      player.orders += 1;
      const played = player.last.then(async () => playOn(player.worker, killAt));
      player.last = played.catch(() => "told to whoever asked");
      return played.finally(() => {
        player.orders -= 1;
      });
    },
    async stop() {
      await Promise.all(players.map(async ({ worker }) => worker.terminate()));
    },
  };
}

function startPlayer(): Player {
  const worker = new Worker(new URL("player.ts", import.meta.url));
  return { worker, orders: 0, last: Promise.resolve() };
}

async function playOn(worker: Worker, killAt: number): Promise<Played> {
  const answered = once(worker, "message");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(killAt);
  const [played]: Played[] = await answered;
  if (played === undefined) throw new Error("a player without an answer");
  return played;
}
