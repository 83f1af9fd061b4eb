/** CI: some time after a push its job is queued, runs, and ends as the commit deserves. */
import type { CheckRun } from "../../../src/core/checks.ts";
import type { World } from "../world.ts";
import type { Deliveries } from "./deliveries.ts";
import { checkPayload } from "./payloads.ts";
import type { SimRepository } from "./words.ts";

export interface CheckParts {
  world: World;
  deliveries: Deliveries;
  newId(): number;
}

export function startChecks(parts: CheckParts, at: SimRepository, sha: string): void {
  if (!at.ci) return;
  const chance = parts.world.chance.fork(`checks of ${sha}`);
  const run: CheckRun = {
    id: parts.newId(),
    name: "test",
    status: "queued",
    conclusion: null,
    appId: 15_368,
    job: true,
    url: null,
    summary: null,
  };
  parts.world.after(chance.between(500, 8_000), null, () => {
    at.checks.set(sha, [...(at.checks.get(sha) ?? []), run]);
    begin(parts, at, { sha, run, chance });
  });
}

/** Failed jobs begin again, under new ids. */
export function rerunChecks(parts: CheckParts, at: SimRepository, jobIds: readonly number[]): void {
  for (const [sha, runs] of at.checks) {
    for (const run of runs.filter((one) => jobIds.includes(one.id) && one.status === "completed")) {
      run.id = parts.newId();
      begin(parts, at, { sha, run, chance: parts.world.chance.fork(`rerun of ${run.id}`) });
    }
  }
}

function begin(
  parts: CheckParts,
  at: SimRepository,
  { sha, run, chance }: { sha: string; run: CheckRun; chance: World["chance"] },
): void {
  const { world, deliveries } = parts;
  const become = (action: string, now: Partial<CheckRun>): void => {
    Object.assign(run, now);
    world.trace(`check of ${sha.slice(0, 7)} is ${run.conclusion ?? run.status}`);
    deliveries.send("check_run", checkPayload(at, sha, action));
  };
  const deserved = at.commits.get(sha)?.red === true ? "failure" : "success";
  become("created", { status: "queued", conclusion: null });
  world.after(chance.between(1_000, 20_000), null, () =>
    become("in_progress", { status: "in_progress" }),
  );
  world.after(chance.between(25_000, 90_000), null, () => {
    const { rerun, cancelled } = world.faults.checks;
    const conclusion = chance.hits(cancelled) ? "cancelled" : deserved;
    become("completed", { status: "completed", conclusion });
    // Somebody presses the button, perhaps long after.
    if (!chance.hits(rerun)) return;
    world.after(chance.between(5_000, 300_000), null, () => begin(parts, at, { sha, run, chance }));
  });
}

/** A job's log as Actions writes it. */
export function logOf(at: SimRepository, jobId: number): string | null {
  for (const [sha, runs] of at.checks) {
    if (!runs.some((run) => run.id === jobId)) continue;
    const error = at.commits.get(sha)?.error ?? "";
    return [
      "2026-11-02T09:00:00.0000000Z ##[group]Run npm test",
      "2026-11-02T09:00:01.0000000Z ##[endgroup]",
      `2026-11-02T09:00:02.0000000Z AssertionError: ${error}`,
      "2026-11-02T09:00:03.0000000Z ##[error]Process completed with exit code 1.",
    ].join("\n");
  }
  return null;
}
