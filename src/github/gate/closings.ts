/** Commit messages that would close what nobody meant: GitHub closes what they name when they reach the default branch. */
import { shown } from "./objection.ts";
import type { Handed } from "./handed.ts";

/** @see https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const CLOSINGS =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]{1,9}(?<target>(?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9}|gh-\d{1,9}|https?:\/\/\S{1,200}\/(?:issues|pull)\/\d{1,9})/gi;

/** The issue that AO works on may be named; its number stands in the branch's name. */
export function lookForClosings({ commits, branch }: Handed): string | null {
  const own = /^ao\/(\d{1,9})-/.exec(branch)?.[1];
  for (const { sha, text } of commits) {
    const message = text.slice(text.indexOf("\n\n"));
    for (const { groups } of message.matchAll(CLOSINGS)) {
      const target = groups?.["target"] ?? "";
      if (target === `#${own}` || target.toLowerCase() === `gh-${own}`) continue;
      return `The message of commit ${sha.slice(0, 7)} would close ${shown(target)}, which this work is not about: write it anew.`;
    }
  }
  return null;
}
