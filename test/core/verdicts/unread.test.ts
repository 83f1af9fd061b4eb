/** A log that can't be read: what is told instead, and that it is something else. */
import { expect, test } from "vitest";
import { logOf, verifyLog } from "../../../src/core/verdicts/unread.ts";
import { commandRun, evidence, failedCheck, log } from "../../support/builders.ts";

const unread = evidence({ log: null, unread: "GitHub does not hand it out (403)" });
const red = commandRun({ exitCode: 1, output: "1 failed: sum" });

test("a log that was read is told as it is", () => {
  expect(logOf(evidence(), red)).toEqual(log());
});

test("else what `verify` says on the runner, when it is red there, too", () => {
  expect(logOf(unread, red)).toMatchObject({
    check: "test",
    text: "The log of `test` can't be read (GitHub does not hand it out (403)); this is what `npm test` says on the runner:\n1 failed: sum",
  });
});

test("else what the check says of itself, and where", () => {
  const check = failedCheck({ name: "buildkite/web", summary: "Build #7 failed" });
  const told = logOf({ ...unread, check }, commandRun());

  expect(told?.text).toBe(
    "The log of `buildkite/web` can't be read (GitHub does not hand it out (403)); this is what it says of itself:\nBuild #7 failed\nDetails: https://github.com/acme/web/runs/11",
  );
  expect(logOf({ ...unread, check: { ...check, url: null } }, null)?.text).not.toContain("Details");
});

test("else nothing", () => {
  expect(logOf({ ...unread, unread: null }, null)).toBeNull();
  expect(logOf({ ...unread, check: failedCheck({ summary: " " }) }, null)).toBeNull();
});

test("the same failure has the same fingerprint, whatever stands around it", () => {
  const again = logOf({ ...unread, unread: "it is empty" }, red);

  expect(again?.fingerprint).toBe(logOf(unread, red)?.fingerprint);
  expect(again?.text).toContain("(it is empty)");
});

test.each([
  [{ exitCode: 2 }, "ended with 2"],
  [{ exitCode: null, signal: "SIGKILL" }, "ended with SIGKILL"],
  [{ exitCode: null, timedOut: true }, "timed out"],
  [{ exitCode: null }, "ended with ?"],
])("no CI, and `verify` was red: %j", (given, how) => {
  expect(verifyLog(commandRun(given)).text).toBe(
    `No CI ran. On the runner \`npm test\` ${how}:\n1 passed`,
  );
});
