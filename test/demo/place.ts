import type { Screen } from "./screen.ts";

/** Where the demo plays, and what ends it. */
export interface DemoPlace {
  /** Removed at the end. */ directory: string;
  screen: Screen;
  /** Whatever is started is put here at once: it is ended in reverse order, whatever happens. */
  stack: AsyncDisposableStack;
  /** Aborts with `Interrupted`. */ signal: AbortSignal;
}
