/** Wakes whoever waits in this process. Only a hint: what is true stands in the database. */

export type Topic = "outbox" | "jobs" | `tells:${string}`;

export interface Bell {
  ring(topic: Topic): void;
  /** Calls `wake` at each ring of `topic` until the returned function is called. */
  listen(topic: Topic, wake: () => void): () => void;
}

export function makeBell(): Bell {
  const listeners = new Map<Topic, Set<() => void>>();
  return {
    ring(topic) {
      for (const wake of listeners.get(topic) ?? []) wake();
    },
    listen(topic, wake) {
      const waiting = listeners.get(topic) ?? new Set();
      listeners.set(topic, waiting.add(wake));
      return () => {
        waiting.delete(wake);
        if (waiting.size === 0) listeners.delete(topic);
      };
    },
  };
}
