/** Commit messages GitHub acts on. */
import type { Handed } from "./handed.ts";

/** With one of these GitHub and most others run nothing: a pull request without checks looks like one without faults. */
const SKIPS =
  /\[(?:skip[ -]ci|ci[ -]skip|no[ -]ci|skip[ -]actions|actions[ -]skip)\]|\*\*\*NO_CI\*\*\*|^skip-checks:\s{0,9}true/im;

export function lookAtMessages({ commits }: Handed): string | null {
  for (const { sha, text } of commits) {
    const words = SKIPS.exec(text)?.[0];
    if (words === undefined) continue;
    return `The message of commit ${sha.slice(0, 7)} says \`${words.trim()}\`, and no check would run: write it anew.`;
  }
  return null;
}
