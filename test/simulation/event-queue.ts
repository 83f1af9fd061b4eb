/** Events by time, and by the order they were added in where the time is the same. */

/** Whose code an event runs: a dead one runs nothing, a paused one runs it later. */
export interface Owner {
  name: string;
  alive: boolean;
  /** By the world's clock; 0 when it is not paused. */
  pausedUntil: number;
}

export interface Event {
  at: number;
  owner: Owner | null;
  what: () => void;
}

export interface EventQueue {
  add(at: number, owner: Owner | null, what: () => void): () => void;
  /** Takes out the earliest event that is not later than `untilMs`. */
  next(untilMs: number): Event | null;
}

interface Entry extends Event {
  order: number;
  cancelled: boolean;
}

/** A binary heap. */
export function makeEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let order = 0;

  function swap(one: number, other: number): void {
    const a = entryAt(heap, one);
    heap[one] = entryAt(heap, other);
    heap[other] = a;
  }

  function rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entryAt(heap, at), entryAt(heap, parent))) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(): void {
    let at = 0;
    for (;;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(entryAt(heap, child), entryAt(heap, first)))
          first = child;
      }
      if (first === at) return;
      swap(at, first);
      at = first;
    }
  }

  function takeFirst(): Entry {
    swap(0, heap.length - 1);
    const first = heap.pop();
    if (first === undefined) throw new RangeError("the queue is empty");
    sink();
    return first;
  }

  return {
    add(at, owner, what) {
      order += 1;
      const entry: Entry = { at, owner, what, order, cancelled: false };
      heap.push(entry);
      rise(heap.length - 1);
      return () => {
        entry.cancelled = true;
      };
    },
    next(untilMs) {
      for (;;) {
        const [first] = heap;
        if (first === undefined || (!first.cancelled && first.at > untilMs)) return null;
        const taken = takeFirst();
        if (!taken.cancelled) return taken;
      }
    },
  };
}

function entryAt(heap: Entry[], at: number): Entry {
  const entry = heap[at];
  if (entry === undefined) throw new RangeError(`no event at ${at}`);
  return entry;
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}
