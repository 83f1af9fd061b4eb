/** HTTP between GitHub, runners and the app, without sockets: slow, cut, answers lost on the way. */
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

export interface Answer {
  status: number;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer>;
}

/** What becomes of one exchange. A lost message is never answered: whoever waits has to have a limit of its own. */
export interface Fate {
  thereMs: number;
  backMs: number;
  lost: "request" | "answer" | null;
}

export interface Call {
  name: string;
  make(signal: AbortSignal): Request;
  fate: Fate;
  /** At most once; an `Error` is a connection that broke. */
  answered(answer: Answer | Error): void;
}

export type Serve = (request: Request) => Response | Promise<Response>;

export interface Network {
  listen(process: SimProcess, serve: Serve): { close(): void };
  send(call: Call): { hangUp(): void };
}

interface Server {
  process: SimProcess;
  serve: Serve;
}

export function makeNetwork(world: World): Network {
  let server: Server | null = null;

  function arrive(call: Call, gone: AbortController): void {
    const { fate, name } = call;
    if (fate.lost === "request") return;
    const to = server;
    if (to === null || !to.process.alive) {
      world.after(fate.backMs, null, () => call.answered(new TypeError("fetch failed: refused")));
      return;
    }
    let done = false;
    const finish = (answer: Answer | Error): void => {
      if (done) return;
      done = true;
      const said = answer instanceof Error ? answer.message : String(answer.status);
      world.trace(`app answers ${name}: ${said}${fate.lost === "answer" ? ", lost" : ""}`);
      if (fate.lost === "answer") return;
      world.after(fate.backMs, null, () => call.answered(answer));
    };
    to.process.onDeath(() => finish(new TypeError("fetch failed: reset")));
    world.after(0, to.process, () => void answerFrom(to, call.make(gone.signal)).then(finish));
  }

  return {
    listen(process, serve) {
      const mine = { process, serve };
      server = mine;
      return {
        close() {
          if (server === mine) server = null;
        },
      };
    },
    send(call) {
      const gone = new AbortController();
      world.after(call.fate.thereMs, null, () => arrive(call, gone));
      return {
        hangUp() {
          world.after(call.fate.thereMs, null, () => gone.abort());
        },
      };
    },
  };
}

async function answerFrom(server: Server, request: Request): Promise<Answer | Error> {
  try {
    const response = await server.serve(request);
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: [...response.headers], body };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
