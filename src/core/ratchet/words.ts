/** One file of a push. `before` or `after` is null where there is none; a file nobody `watches` needs no text but "". */
export interface FileChange {
  path: string;
  before: string | null;
  after: string | null;
}

/** `says` goes on after the path: "lost 2 of its 5 tests". */
export interface Loosened {
  path: string;
  says: string;
  /** Names of the tests it is about, as far as they can be read: hostile texts. */
  tests?: readonly string[];
}
