/** What people say, logs tell and checks show in the histories, and the pick among them. */
import type { ChecksSnapshot } from "../../../src/core/checks.ts";
import { cancelled, checkRun, green, pending, red, snapshot } from "../../support/builders.ts";

export const LINES = [
  "/ao stop",
  "/ao retry",
  "/ao run",
  "/ao status",
  "/ao why",
  "/ao help",
  "/ao stpo",
  "/ao go on",
  "/ao use node 22",
  "/ao 1",
];

/** One of each cause, and the code's own fault twice. */
export const LOGS = [
  "AssertionError: sum(1, 2)",
  "error TS2345: not assignable",
  "Error: Input required and not supplied: token",
  "The runner has received a shutdown signal.",
  "Error: test timeout of 5000ms exceeded",
];

export const COLOURS: ChecksSnapshot[] = [
  green,
  red,
  red,
  red,
  red,
  pending,
  cancelled,
  snapshot(),
  snapshot({ runs: [checkRun({ conclusion: "skipped" })] }),
  snapshot({ runs: [checkRun({ conclusion: "action_required" })] }),
  snapshot({ runs: [checkRun()], required: [{ name: "e2e", appId: null }] }),
  snapshot({
    runs: [
      checkRun(),
      checkRun({ id: 12, name: "license/cla", conclusion: "failure", job: false }),
    ],
    required: [{ name: "license/cla", appId: null }],
  }),
];

export function pick<T>(list: readonly T[], chance: number): T {
  const one = list[chance % list.length];
  if (one === undefined) throw new RangeError("an empty list");
  return one;
}
