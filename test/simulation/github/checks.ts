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
  const { world, deliveries } = parts;
  const chance = world.chance.fork(`checks of ${sha}`);
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
  const become = (action: string, now: Partial<CheckRun>): void => {
    Object.assign(run, now);
    world.trace(`check of ${sha.slice(0, 7)} is ${run.conclusion ?? run.status}`);
    deliveries.send("check_run", checkPayload(at, sha, action));
  };
  const deserved = at.commits.get(sha)?.red === true ? "failure" : "success";
  const begin = (): void => {
    become("created", { status: "queued", conclusion: null });
    world.after(chance.between(1_000, 20_000), null, () =>
      become("in_progress", { status: "in_progress" }),
    );
    world.after(chance.between(25_000, 90_000), null, () => {
      const { rerun, cancelled } = world.faults.checks;
      const conclusion = chance.hits(cancelled) ? "cancelled" : deserved;
      become("completed", { status: "completed", conclusion });
      // Somebody presses the button, perhaps long after.
      if (chance.hits(rerun)) world.after(chance.between(5_000, 300_000), null, begin);
    });
  };
  world.after(chance.between(500, 8_000), null, () => {
    at.checks.set(sha, [...(at.checks.get(sha) ?? []), run]);
    begin();
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
