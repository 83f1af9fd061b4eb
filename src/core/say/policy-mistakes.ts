/** The comment about a policy file that can't be used: what is wrong where, and what holds meanwhile. */
import type { PolicyMistake } from "../policy.ts";

/** Together with the three lines around them and their blanks no more than twelve lines. */
const maxShown = 7;
const maxSaysChars = 200;

/**
 * Markdown of at most twelve lines. `path` is the file's, as `.github/ao.yml`; what the file itself says stands in
 * inline code only, where it can mention and link nobody.
 */
export function policyMistakesText(path: string, mistakes: readonly PolicyMistake[]): string {
  const count = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
  const hidden = mistakes.length - maxShown;
  return [
    `**${code(path)} has ${count}; the last good settings stay in force.**`,
    "",
    ...mistakes.slice(0, maxShown).map(mistakeLine),
    ...(hidden > 0 ? [`- and ${hidden} more`] : []),
    "",
    "Correct it on the default branch: I read it again before I start anything.",
  ].join("\n");
}

function mistakeLine({ line, key, says, nearest }: PolicyMistake): string {
  const where = key === "" ? `Line ${line}:` : `Line ${line}: ${code(key)}`;
  const meant = nearest === null ? "" : `. Did you mean ${code(nearest)}?`;
  return `- ${where} ${says.slice(0, maxSaysChars)}${meant}`;
}

function code(text: string): string {
  return `\`${text.replace(/[`\p{Cc}]/gu, " ").slice(0, 60)}\``;
}
