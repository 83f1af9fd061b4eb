/** Whether a pull request closes an issue, in GitHub's own keywords. */
import { expect, test } from "vitest";
import { closesIssue } from "../../src/core/closes-issue.ts";

const closing = [
  "close",
  "closes",
  "closed",
  "fix",
  "fixes",
  "fixed",
  "resolve",
  "resolves",
  "resolved",
  "FIXES",
  "Closes:",
].map((keyword) => `${keyword} #42`);

test.each([
  ...closing,
  "This fixes #42.",
  "Fixes #41, fixes #42",
  "(fixes #42)",
  "Fixes GH-42",
  "Fixes acme/web#42",
  "Fixes ACME/Web#42!",
  "Fixes https://github.com/acme/web/issues/42",
  "line one\nresolves\t#42\n",
])("%j does", (body) => {
  expect(closesIssue(body, 42, "acme/web")).toBe(true);
});

test.each([
  "",
  "#42",
  "see #42",
  "fixes #421",
  "fixes #4",
  "prefixes #42",
  "fixing #42",
  "fixes acme/api#42",
  "fixes https://github.com/acme/api/issues/42",
  "fixes\n#42",
  "closes issue #42",
  `${"x".repeat(65_536)} fixes #42`,
])("%j does not", (body) => {
  expect(closesIssue(body, 42, "acme/web")).toBe(false);
});

test("a body made to choke it does not", () => {
  const startedAt = performance.now();
  closesIssue("fixes ".repeat(20_000) + "fixes: ".repeat(20_000), 42, "acme/web");

  expect(performance.now() - startedAt).toBeLessThan(500);
});
