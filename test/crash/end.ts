/** The world when all is over, without what may differ: times, ids, costs. */
import type { SimRepository } from "../simulation/github/words.ts";
import type { Scene, Stored } from "../simulation/scene.ts";

export interface End {
  items: object[];
  attempts: number;
  /** Conversations that were ever reported. */
  sessions: number;
  outbox: string[];
  jobs: string[];
  lanes: object[];
  issues: object[];
  pulls: object[];
  comments: string[];
  reactions: string[];
  branches: string[][];
}

export function describeEnd(scene: Scene, at: SimRepository, stored: Stored): End {
  const anonymous = (text: string): string =>
    stored.items
      .reduce((rest, { id }) => rest.replaceAll(id, "ITEM"), text)
      .replaceAll(/\d+ s\b/g, "N s");
  return {
    items: stored.items.map(({ body: { state, branch, head, pullRequest, attempts } }) => ({
      state: state.name,
      reason: state.name === "done" ? state.reason : null,
      branch,
      head,
      pullRequest: pullRequest?.number,
      attempts: attempts.map(({ headSha, checks, says }) => ({ headSha, checks, says })),
    })),
    attempts: stored.items.flatMap(({ body }) => body.attempts).length,
    sessions: new Set(reportedSessions(scene)).size,
    outbox: stored.outbox.map(({ type }) => type),
    jobs: stored.jobs.map(({ id, stage }) => `${id} ${stage}`),
    lanes: stored.lanes.map(({ slots, queue }) => ({ slots, queue })),
    issues: [...at.issues.values()].map(({ open, labels }) => ({
      open,
      labels: [...labels].toSorted(),
    })),
    pulls: [...at.pulls.values()].map(
      ({ number, title, body, draft, merged, headSha, reviewers }) => ({
        number,
        title,
        body: anonymous(body),
        draft,
        merged,
        headSha,
        reviewers: [...reviewers],
      }),
    ),
    comments: at.comments
      .map(({ thread, by, body }) => anonymous(`#${thread} ${by}: ${body}`))
      .toSorted(),
    reactions: [...at.reactions].toSorted(),
    branches: [...at.branches].map(([name, sha]) => [name, ...lineOf(at, sha)]),
  };
}

function reportedSessions({ journal }: Scene): string[] {
  return journal.flatMap(({ fact }) =>
    fact?.type === "job_ended" && fact.report.session !== null ? [fact.report.session.id] : [],
  );
}

/** A branch's content: its commits, newest first. */
function lineOf(at: SimRepository, head: string): string[] {
  const commit = at.commits.get(head);
  return commit === undefined ? [] : [head, ...lineOf(at, commit.parent)];
}
