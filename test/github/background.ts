export interface Background {
  /** Starts once whoever asked has been answered. */
  readonly run: (work: () => Promise<void>) => void;
  readonly isIdle: () => boolean;
  readonly stop: () => Promise<void>;
}

/** What GitHub does after it has answered; what goes wrong in it is no test's to miss. */
export function makeBackground(report: (violation: string) => void): Background {
  const under = new Set<Promise<void>>();
  return {
    run: (work) => {
      const watched = new Promise<void>((resolve) => void setImmediate(resolve))
        .then(work)
        .catch((error: unknown) => report(`the stand-in broke afterwards: ${explain(error)}`));
      under.add(watched);
      void watched.finally(() => under.delete(watched));
    },
    isIdle: () => under.size === 0,
    stop: async () => void (await Promise.allSettled(under)),
  };
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
