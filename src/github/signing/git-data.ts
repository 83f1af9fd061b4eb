/** What making signed commits needs of GitHub's Git Data API, for one branch of one repository. */

export interface GitData {
  branch(): Promise<BranchHead>;
  /** @returns its name, the same as git gives it */
  createBlob(content: Buffer): Promise<string>;
  /** @param base a tree that GitHub has */
  createTree(base: string, entries: readonly NewEntry[]): Promise<string>;
  /** Without an author of its own, so that GitHub signs it as the App's. `author` is `Name <address>` as it became. */
  createCommit(commit: {
    message: string;
    tree: string;
    parents: readonly string[];
  }): Promise<{ sha: string; author: string }>;
  /** Moves the branch to a commit that follows from what it is; null in `from`: makes it. Never by force. */
  moveBranch(from: string | null, to: string): Promise<void>;
}

/** What a branch is; null when it does not exist. */
export type BranchHead = { sha: string; tree: string; message: string } | null;

/** One path of a tree: an object that GitHub has, a text it makes one of, or null for what is taken away. */
export interface NewEntry {
  path: string;
  mode: "100644" | "100755" | "120000" | "160000";
  is: { object: string } | { text: string } | null;
}
