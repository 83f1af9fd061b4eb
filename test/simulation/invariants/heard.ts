/** What people did on GitHub has reached AO in the end, whatever became of its webhooks. */
import { LABEL } from "../../../src/github/facts/issues.ts";
import { AO } from "../github/words.ts";
import type { SimRepository } from "../github/words.ts";
import type { ItemRow, JournalRow, Stored, Wrong } from "../scene.ts";

/** Clocks of GitHub and the app differ by about as much, and GitHub's times are whole seconds. */
const CLOCKS_MS = 5_000;

/** Every time the label was put on has led to an item, or came while there was one. */
export function findForgottenLabels(at: SimRepository, { items }: Stored): Wrong[] {
  const labelled = [...at.issues.values()].filter((issue) => issue.open && issue.labels.has(LABEL));
  return labelled
    .filter((issue) => {
      const last = issue.asked.at(-1)?.at ?? 0;
      return !itemsOf(at, issue.number, items).some(({ body }) => isHeard(body, last));
    })
    .map(({ number }) => ({
      invariant: "every label leads to an item",
      says: `#${number} is labelled, and AO does not know it`,
    }));
}

function isHeard({ state, askedAt }: ItemRow["body"], labelledAt: number): boolean {
  if (state.name !== "done" || askedAt >= labelledAt - CLOCKS_MS) return true;
  return state.reason !== "unlabelled" && state.at >= labelledAt - CLOCKS_MS;
}

/** Every comment for AO, in a thread that it knew by then, has been taken in. */
export function findUnheardComments(
  at: SimRepository,
  journal: JournalRow[],
  { items }: Stored,
): Wrong[] {
  const mine = new Set(
    items.filter(({ body }) => body.repository.id === at.repository.id).map(({ id }) => id),
  );
  const heard = new Set<number>();
  const knownSince = new Map<number, number>();
  for (const { subject, fact } of journal) {
    if (fact === null || !mine.has(subject)) continue;
    if (fact.type === "commanded" || fact.type === "asked") heard.add(fact.comment?.id ?? 0);
    const opens = fact.type === "asked" || fact.type === "pull_request_opened";
    if (opens && !knownSince.has(fact.number)) knownSince.set(fact.number, fact.at);
  }
  return at.comments
    .filter((one) => one.by !== AO && one.body.startsWith("/ao") && !heard.has(one.id))
    .filter((one) => (knownSince.get(one.thread) ?? Infinity) < one.at - CLOCKS_MS)
    .map(({ thread, by, body }) => ({
      invariant: "every comment is heard",
      says: `${by} wrote \`${body}\` in #${thread}, and AO did not hear it`,
    }));
}

/** No item outlives its issue, its pull request, or the label that asked for it. */
export function findOutlived(at: SimRepository, { items }: Stored): Wrong[] {
  const live = items.filter(
    ({ live: isLive, body }) => isLive && body.repository.id === at.repository.id,
  );
  return live.flatMap(({ body }) => {
    const issue = at.issues.get(body.number);
    const pull = body.pullRequest === null ? undefined : at.pulls.get(body.pullRequest.number);
    const over = [
      issue?.open === true ? null : "its issue is closed",
      pull === undefined || pull.open ? null : "its pull request is closed",
      body.askedIn !== null || issue?.labels.has(LABEL) === true ? null : "its label was taken off",
    ];
    return over
      .filter((one) => one !== null)
      .map((why) => ({
        invariant: "nothing goes on that was ended on GitHub",
        says: `#${body.number} is ${body.state.name}, but ${why}`,
      }));
  });
}

function itemsOf(at: SimRepository, number: number, items: ItemRow[]): ItemRow[] {
  return items.filter(
    ({ body }) => body.repository.id === at.repository.id && body.number === number,
  );
}
