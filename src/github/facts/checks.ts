/**
 * `check_run`, `check_suite`, `workflow_run`, `status`: hints that the checks of a commit have changed. What they are now is read, never taken from here.
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#check_run
 */
import { z } from "zod";
import { baseChanged } from "./base-changed.ts";
import { Envelope } from "./words.ts";
import type { AddressedFact, ReadEvent, Reading } from "./words.ts";

const Sha = z.string().regex(/^[0-9a-f]{40}$/);
const MadeBy = z.object({ id: z.number().int() }).nullish();

const CheckRun = Envelope.extend({ check_run: z.object({ head_sha: Sha, app: MadeBy }) });
const CheckSuite = Envelope.extend({
  check_suite: z.object({ head_sha: Sha, app: MadeBy, head_branch: z.string().nullish() }),
});
const WorkflowRun = Envelope.extend({ workflow_run: z.object({ head_sha: Sha }) });
const Status = Envelope.extend({
  sha: Sha,
  branches: z.array(z.object({ name: z.string() })).nullish(),
});

export const readCheckRun: ReadEvent = (raw, reading) => {
  const { check_run: run, repository } = CheckRun.parse(raw);
  return run.app?.id === reading.app.id ? [] : [changed(repository.id, run.head_sha, reading)];
};

export const readCheckSuite: ReadEvent = (raw, reading) => {
  const { check_suite: suite, repository } = CheckSuite.parse(raw);
  if (suite.app?.id === reading.app.id) return [];
  const branches = [suite.head_branch ?? null].filter((name) => name !== null);
  return [
    changed(repository.id, suite.head_sha, reading),
    ...branches.map((branch) => baseChanged(repository.id, branch)),
  ];
};

export const readWorkflowRun: ReadEvent = (raw, reading) => {
  const { workflow_run: run, repository } = WorkflowRun.parse(raw);
  return [changed(repository.id, run.head_sha, reading)];
};

export const readStatus: ReadEvent = (raw, reading) => {
  const { sha, repository, branches } = Status.parse(raw);
  return [
    changed(repository.id, sha, reading),
    ...(branches ?? []).map(({ name }) => baseChanged(repository.id, name)),
  ];
};

function changed(repositoryId: number, headSha: string, { now, nextId }: Reading): AddressedFact {
  const to = { head: { repositoryId, sha: headSha } };
  return { to, fact: { id: nextId(), at: now, type: "checks_changed", headSha } };
}
