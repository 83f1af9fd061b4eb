/** What a person can do about work that was not pushed: it depends on what speaks against it. */
import { plain } from "../../protocol/fence.ts";
import { OPTION } from "./questions/asks.ts";
import type { PushObjection } from "../work-item.ts";

const YOURSELF = "- `/ao leave it out, I did it`: once you made that change yourself";

const MAX_CHARS = 600;

/** What is asked, for the first line. `issue` is "#42". */
export function refusedPushHeadline(about: PushObjection, issue: string): string {
  return about === "tests"
    ? `Fewer or looser tests for ${issue}: is that right?`
    : `I did not push the work on ${issue}. What should the agent do?`;
}

/** The reason, in one line: paths and names stay in the backticks they stand in, all else is shown as it is written. */
export function refusedPushReason(says: string): string {
  const parts = says
    .slice(0, MAX_CHARS)
    .replaceAll(/\s+/g, " ")
    .split(/(`[^`]+`)/);
  return parts.map((part, at) => (at % 2 === 1 ? part : plainPart(part))).join("");
}

/** Blanks at its ends keep it apart from the code beside it. */
function plainPart(text: string): string {
  const trimmed = text.trim();
  return text.replace(trimmed, () => plain(trimmed));
}

/** The replies to choose from, as a list. */
export const refusedPushOptions: Readonly<Record<PushObjection, readonly string[]>> = {
  tests: ["- `/ao allow tests`: push it as it is", OPTION.words, OPTION.stop],
  protected: [YOURSELF, OPTION.words, OPTION.stop],
  protect_list: [
    YOURSELF,
    "- `/ao stop`, then `/ao run`: once it is out of `protect` in `.github/ao.yml`",
    OPTION.words,
    OPTION.stop,
  ],
  secret: [
    "- `/ao leave it out, I did it`: if it is no secret, and you added it",
    OPTION.words,
    OPTION.stop,
  ],
  workflow: [
    "- `/ao retry`: the agent merges the newest base branch once more",
    YOURSELF,
    OPTION.words,
    OPTION.stop,
  ],
  repository: ["- `/ao retry`: push it as it is, once GitHub lets me", OPTION.words, OPTION.stop],
  branch: [
    "- `/ao retry`: push it, once those commits are off the branch again",
    "- `/ao stop`, then `/ao run fresh`: start over on a new branch",
    OPTION.stop,
  ],
  other: [OPTION.retry, OPTION.words, OPTION.stop],
};
