import { ApiError } from "./errors.ts";

const MAX_BODY_CHARACTERS = 65_536;

/** Refuses a body that GitHub would refuse; `resource` as GitHub names it (`Issue`, `IssueComment`, …). */
export function checkBody(resource: string, body: string | null): void {
  if (body === null || countCharacters(body) <= MAX_BODY_CHARACTERS) return;
  const message = `Body is too long (maximum is ${MAX_BODY_CHARACTERS} characters)`;
  throw new ApiError(422, `Validation Failed: ${message}`, {
    errors: [{ resource, code: "unprocessable", field: "data", message }],
  });
}

/** How GitHub counts: an emoji is one, or a few where it is put together. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

/** The numbers of the issues that a text closes when it is merged ("Fixes #1, closes #2"). */
export function findClosedIssues(text: string): number[] {
  const pattern = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d{1,9})\b/gi;
  return [...text.matchAll(pattern)].map((match) => Number(match[1]));
}
