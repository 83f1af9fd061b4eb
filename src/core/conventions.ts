/** A repository's own rules for commits and pull requests, as AO keeps to them. */

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
