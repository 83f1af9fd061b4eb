/**
 * The app or the runner is killed before and after every call to the database, to GitHub, to the machine and over the
 * network, one kill per journey; each time the world ends as if nothing had happened.
 * `AO_KILL=123` plays that passage alone.
 */
import { afterAll, describe, expect, test } from "vitest";
import type { GitHub } from "../../src/github/port.ts";
import type { Bug } from "../simulation/simulate.ts";
import { playJourney } from "./journey.ts";
import { countPassages, findKillPoints, sayWrong } from "./kill-points.ts";
import { startPlayers } from "./players.ts";

/** For a busy machine: on two idle cores the longest takes a tenth of it. */
const TIMEOUT_MS = 180_000;

const undisturbed = await playJourney();
const points = findKillPoints(undisturbed);
const only = Number(process.env["AO_KILL"] ?? NaN);
const played = points.filter(({ first, last }) => !(only < first.at || only > last.at));
const players = startPlayers();
afterAll(() => players.stop());

describe(`killed at any of ${countPassages(played)} kill points (${played.length} moments)`, () => {
  const byPlace = Map.groupBy(played, ({ first }) => `the ${first.process}, ${first.where}`);
  for (const [place, same] of byPlace) {
    test(`${place} (${countPassages(same)})`, { timeout: TIMEOUT_MS }, async () => {
      const wrong = await Promise.all(
        same.map(async ({ first }) => sayWrong(first, await players.play(first.at), undisturbed)),
      );

      expect(wrong.filter((one) => one !== "")).toEqual([]);
    });
  }
});

test("undisturbed, the journey ends well", () => {
  const { end, violations } = undisturbed;

  expect(violations).toEqual([]);
  expect(end).toMatchObject({
    items: [{ state: "done", reason: "merged" }],
    attempts: 1,
    sessions: 1,
    outbox: [],
    jobs: [],
    lanes: [{ slots: [], queue: [] }],
    issues: [{ open: false, labels: ["ao"] }],
    pulls: [{ merged: true, draft: false, reviewers: ["mira"] }],
  });
  expect(end?.comments).toHaveLength(2);
});

test("kill points of one moment are one for the world: the same history, but for ids", async () => {
  const several = points.filter(({ count }) => count > 1);
  const spread = several.filter((_, nth) => nth % Math.ceil(several.length / 8) === 0);

  for (const { first, last } of spread) {
    const [one, other] = await Promise.all([players.play(first.at), players.play(last.at)]);
    expect(withoutIds(other.tail)).toEqual(withoutIds(one.tail));
  }
});

/** A process that was killed may have taken ids that it never used. */
function withoutIds(lines: readonly string[]): string[] {
  return lines.map((line) => line.replaceAll(/01SIM\d+/g, "ID"));
}

const forgetful: [what: string, verb: Partial<GitHub>, where: string][] = [
  ["comments are not looked for", { comments: async () => [] }, "after github postComment"],
  [
    "pull requests are not looked for",
    { openPullRequests: async () => [] },
    "after github openPullRequest",
  ],
  ["the branch is not looked at", { branchSha: async () => null }, "after github push"],
];

test.each(forgetful)("an app in which %s does not end well when killed", async (_, verb, where) => {
  const bug: Bug = { change: (parts) => ({ ...parts, github: { ...parts.github, ...verb } }) };
  const { passages, end } = await playJourney({ bug });
  const killed = passages.filter((passage) => passage.where === where);

  for (const { at } of killed) {
    const journey = await playJourney({ killAt: at, bug });
    expect(journey.end).not.toEqual(end);
  }
  expect(killed.length).toBeGreaterThan(0);
});
