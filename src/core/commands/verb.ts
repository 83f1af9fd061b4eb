/** What a verb is: one file each beside this one, and a row in `index.ts`. */

/** `read` means anybody whom somebody gave a role in the repository, `write` those who may push. */
export type Access = "read" | "write";

export interface Command<V extends string = string> {
  readonly verb: V;
  /** How it is written, for the help. */
  readonly usage: string;
  /** What it does, in a few words that go on after the usage. */
  readonly summary: string;
  /** A line that this verb's grammar accepts. */
  readonly example: string;
  readonly whoMay: Access;
  /**
   * Whether the whole of what follows `/ao` fits this verb's grammar; null when it does not.
   * `rest` is lower-case, single-spaced, without quotes around it and without a full stop at its end.
   */
  readonly matches: (this: void, rest: string) => { argument: string | null } | null;
}

/** The grammar of a verb that stands alone. */
export function alone(verb: string): Command["matches"] {
  return (rest) => (rest === verb ? { argument: null } : null);
}
