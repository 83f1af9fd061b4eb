/**
 * A repository's own rules for commits and pull requests, as AO keeps to them; read before the first commit by
 * `conventions/derive.ts`. All of it was written by others, so that only a template and patterns stay texts, and those are bounded.
 */

export interface Conventions {
  /** Commits must bear a verified signature: they are made through GitHub's API, which signs them. */
  signed: boolean;
  /** Every commit ends with `Signed-off-by:` and its author. */
  signOff: boolean;
  titles: TitleStyle;
  /** The pull request template, bounded and without what nobody sees; null: there is none. */
  template: string | null;
  /** Pull requests begin as drafts; false where the workflows skip drafts. */
  draft: boolean;
  /** What a ruleset wants of commits, in words; the patterns in it are the repository's. */
  wanted: string[];
}

/** How titles of commits and pull requests are written. Single words only: nothing in them can say anything. */
export interface TitleStyle {
  kind: "conventional" | "plain";
  /** Types and scopes that were seen, most frequent first. */
  types: string[];
  scopes: string[];
  /** The words after the prefix begin with a small letter. */
  lowerCase: boolean;
  /** The key of the tracker whose tickets stand in front (`ABC` of `ABC-123:`); null: none do. */
  ticket: string | null;
}

/** What holds where nothing was read, and where the repository says nothing. */
export const noConventions: Conventions = {
  signed: false,
  signOff: false,
  titles: { kind: "plain", types: [], scopes: [], lowerCase: false, ticket: null },
  template: null,
  draft: true,
  wanted: [],
};

/** The rules of rulesets that hold for a branch, as far as they are about commits. */
export interface BranchRules {
  signatures: boolean;
  /** Names of required checks. */
  checks: string[];
  patterns: CommitPattern[];
}

export interface CommitPattern {
  of: "commit message" | "author's email address" | "committer's email address";
  operator: "starts with" | "ends with" | "contains" | "matches the regular expression";
  pattern: string;
  negate: boolean;
}

/** What was read of a repository at the commit the work begins at. */
export interface RepositoryRead {
  /** Paths of the files in the root, `.github` and `docs`. */
  files: readonly string[];
  workflows: readonly string[];
  template: string | null;
  /** Messages of the base branch's newest commits, newest first. */
  messages: readonly string[];
  /** Of the base branch, and of the branch AO pushes to. */
  rules: readonly BranchRules[];
}
