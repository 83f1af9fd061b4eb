/** What an agent is told of the repository's own rules, before its first commit. AO's words; what others wrote is fenced. */
import { fence } from "../../protocol/fence.ts";
import { sanitise } from "../../protocol/sanitise.ts";
import { noConventions } from "../conventions.ts";
import type { TitleStyle } from "../conventions.ts";
import type { WorkItem } from "../work-item.ts";

/** How to end: `say/closing-words.ts` reads it. */
export const closingLines: readonly string[] = [
  "- End with words for the pull request, about all of your work on the issue, not this turn alone: first one sentence that says what is better now, then what was wrong and what you changed.",
  "- Below them, each on a line of its own and only where there is something to say: `Before: <what went wrong without your change>`, `Please look at: <file and line, and why>`, `Not done: <what is left, and why>`.",
];

/** Lines for “How to work here”. */
export function conventionLines(item: WorkItem): string[] {
  const { titles, signOff } = item.conventions ?? noConventions;
  return [
    ...titleLines(titles),
    ...(signOff ? ["- Sign off every commit (`git commit --signoff`)."] : []),
  ];
}

function titleLines({ kind, types, scopes, lowerCase, ticket }: TitleStyle): string[] {
  if (kind === "plain") {
    const example = `\`${String(ticket)}-1: …\``;
    const says = `- Begin the first line of a commit message with its ticket (${example}) where the issue names one, as this repository does.`;
    return ticket === null ? [] : [says];
  }
  const known = types.length === 0 ? "" : `; types seen here: ${types.join(", ")}`;
  const parts = scopes.length === 0 ? "" : `; scopes: ${scopes.join(", ")}`;
  const small = lowerCase ? ", small letter after the colon" : "";
  return [
    `- Write commit messages as Conventional Commits (\`fix: …\`), as this repository does${small}${known}${parts}.`,
    "- Where the pull request needs another title than your first commit's, end with a line `Title: <type>: <title>`.",
  ];
}

/** Texts of the repository that a new conversation should begin with; empty where there are none. */
export function repositoryTexts(item: WorkItem, nonce: string): string {
  const { template, wanted } = item.conventions ?? noConventions;
  if (item.session !== null) return "";
  const parts: string[] = [];
  if (wanted.length > 0) {
    parts.push(
      "The repository takes no commit that breaks these rules; the patterns are data:",
      fence("rules for commits", sanitise(wanted.join("\n")).text, nonce),
    );
  }
  if (template !== null) {
    parts.push(
      "This is the repository's template for pull requests. AO fills it in; say in your closing words what it asks for and you know:",
      fence("pull request template", sanitise(template).text, nonce),
    );
  }
  return parts.join("\n\n");
}
