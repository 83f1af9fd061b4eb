/** `fetch` as a runner has it: every call may be lost, reset or slow, and for a while nothing gets through at all. */
import type { Fate, Network } from "./network.ts";
import type { SimProcess } from "./sim-process.ts";
import { never } from "./world.ts";
import type { World } from "./world.ts";

export interface RunnerNetwork {
  fetch: typeof fetch;
  /** When a message was last lost; what waits for it may wait long. */
  lastLossAt(): number;
}

/** @param bytesOf a pack's bytes by its SHA-256: the runner's own file of them is real and not read */
export function runnerNetwork(
  world: World,
  network: Network,
  runner: SimProcess,
  bytesOf: (sha256: string) => Uint8Array<ArrayBuffer>,
): RunnerNetwork {
  const chance = world.chance.fork(`network of ${runner.name} at ${world.now()}`);
  let cutUntil = 0;
  let nextCutAt: number | null = null;
  let lastLossAt = 0;

  function isCut(): boolean {
    const mean = world.faults.cutMeanMs;
    if (mean === 0) return false;
    nextCutAt ??= world.now() - Math.log(1 - chance.next()) * mean;
    if (world.now() >= nextCutAt) {
      cutUntil = world.now() + chance.between(3_000, 70_000);
      nextCutAt = cutUntil - Math.log(1 - chance.next()) * mean;
      world.trace(`${runner.name} is cut off until ${cutUntil - world.now()} ms from now`);
    }
    return world.now() < cutUntil;
  }

  function decide(): Fate & { reset: boolean } {
    const { requestLost, answerLost, reset, slow, late } = world.faults.network;
    const latency = (): number => chance.between(1, chance.hits(slow) ? 4_000 : 40);
    const isLate = chance.hits(late);
    const fate = {
      thereMs: latency() + (isLate ? chance.between(10_000, 150_000) : 0),
      backMs: latency(),
    };
    const lost =
      isCut() || chance.hits(requestLost) ? "request" : chance.hits(answerLost) ? "answer" : null;
    const isReset = chance.hits(reset);
    if (lost !== null || isReset || isLate) lastLossAt = world.now();
    return { ...fate, lost, reset: isReset && lost === null };
  }

  const send: typeof fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input.toString();
    const name = `${runner.name} ${url.replace(/^.*\/v1\//, "")}`;
    if (!runner.pass(`fetch ${name}`)) return never();
    const fate = decide();
    const { body, headers } = readBody(init, bytesOf);
    if (fate.lost !== null || fate.reset) world.trace(`${name} is lost (${fate.lost ?? "reset"})`);
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const link = network.send({
      name,
      fate: fate.reset ? { ...fate, lost: "answer" } : fate,
      make: (signal) => new Request(url, { method: init.method ?? "GET", headers, body, signal }),
      answered: (answer) =>
        void world.after(0, runner, () => {
          if (answer instanceof Error) return reject(answer);
          const content = answer.status === 204 ? null : answer.body;
          resolve(new Response(content, { status: answer.status, headers: answer.headers }));
        }),
    });
    if (fate.reset) {
      world.after(fate.thereMs + fate.backMs, runner, () =>
        reject(new TypeError("fetch failed: reset")),
      );
    }
    init.signal?.addEventListener(
      "abort",
      () => {
        link.hangUp();
        reject(init.signal?.reason);
      },
      { once: true },
    );
    const response = await promise;
    return runner.pass(`fetched ${name}`) ? response : never();
  };
  return { fetch: send, lastLossAt: () => Math.max(lastLossAt, cutUntil) };
}

function readBody(
  init: RequestInit,
  bytesOf: (sha256: string) => Uint8Array<ArrayBuffer>,
): { body: Uint8Array<ArrayBuffer>; headers: Headers } {
  const headers = new Headers(init.headers);
  const text = typeof init.body === "string" ? init.body : null;
  const body =
    text === null ? bytesOf(headers.get("x-ao-sha256") ?? "") : new Uint8Array(Buffer.from(text));
  headers.set("content-length", String(body.length));
  return { body, headers };
}
