/** A process that can be killed as a crash would end it, and started again as it was. */
import { startProcess } from "./processes.ts";
import type { ProcessSpec, StartedProcess } from "./processes.ts";

export interface KeptProcess<Ready> {
  /** Of the first start. */ started: Promise<Ready>;
  /** Rejects when it ends though nobody stopped or killed it. */ broken: Promise<never>;
  /** SIGKILL for it alone: what it has started is left to itself. Resolves when it is gone. */
  kill(): Promise<void>;
  /** @param environment over that of the first start */
  startAgain(environment?: Readonly<Record<string, string>>): Promise<Ready>;
  /** Nothing of it runs afterwards, and nothing is started again. */
  stop(): Promise<void>;
}

export function keepProcess<Ready>(spec: ProcessSpec<Ready>): KeptProcess<Ready> {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => "told elsewhere");
  const all: StartedProcess<Ready>[] = [];
  let isStopped = false;
  const start = (environment: Readonly<Record<string, string>>): StartedProcess<Ready> => {
    if (isStopped) throw new Error(`${spec.name} was stopped for good`);
    const one = startProcess({ ...spec, environment: { ...spec.environment, ...environment } });
    one.broken.catch((error: unknown) => broken.reject(error));
    all.push(one);
    return one;
  };
  const { started } = start({});
  return {
    started,
    broken: broken.promise,
    kill: async () => {
      await all.at(-1)?.kill();
    },
    startAgain: async (environment = {}) => start(environment).started,
    stop: async () => {
      isStopped = true;
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}
