/** How the world must be when nothing goes wrong any more and time has passed. */
import { findForgottenLabels, findOutlived, findUnheardComments } from "./heard.ts";
import { AO } from "../github/words.ts";
import type { SimRepository } from "../github/words.ts";
import { subjectOf } from "../scene.ts";
import type { Scene, Stored, Wrong } from "../scene.ts";

/** Nothing is under way. */
export function isAtRest(scene: Scene, stored: Stored): boolean {
  const resting = new Set(["waiting", "in_review", "done"]);
  return (
    stored.items.every(({ body }) => resting.has(body.state.name) && !isEnding(body.state)) &&
    stored.outbox.length === 0 &&
    scene.agents.every((agent) => agent.endedAt !== null)
  );
}

function isEnding(state: Stored["items"][number]["body"]["state"]): boolean {
  return state.name === "done" && state.ending !== null;
}

export function findWrongAtRest({ model, journal }: Scene, stored: Stored): Wrong[] {
  const repositories = [...model.repositories.values()];
  return [
    ...repositories.flatMap(findDoubledComments),
    ...repositories.flatMap(findDoubledPulls),
    ...repositories.flatMap((at) => findForgottenLabels(at, stored)),
    ...repositories.flatMap((at) => findUnheardComments(at, journal, stored)),
    ...repositories.flatMap((at) => findOutlived(at, stored)),
    ...findUnseenHeads(repositories, stored),
    ...findUnasked(repositories, stored),
    ...findTornProjections(stored),
  ];
}

function findDoubledComments(at: SimRepository): Wrong[] {
  const seen = new Map<string, number>();
  for (const { by, body, thread } of at.comments) {
    const marker = /<!-- ao:[^>]* -->/.exec(body)?.[0];
    if (by === AO && marker !== undefined) {
      const key = `#${thread} ${marker}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  return [...seen]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => ({
      invariant: "one comment per key",
      says: `${key} is there ${count} times`,
    }));
}

function findDoubledPulls(at: SimRepository): Wrong[] {
  const byBranch = Map.groupBy(at.pulls.values(), (pull) => pull.head);
  return [...byBranch]
    .filter(([, pulls]) => pulls.length > 1)
    .map(([head, pulls]) => ({
      invariant: "one pull request per item",
      says: `${head} has ${pulls.map((pull) => `#${pull.number}`).join(", ")}`,
    }));
}

/** Whoever pushed last: AO goes on from there. */
function findUnseenHeads(repositories: SimRepository[], { items }: Stored): Wrong[] {
  return items
    .filter((row) => row.live && row.body.head !== null && row.body.pullRequest !== null)
    .flatMap(({ body }) => {
      const at = repositories.find((one) => one.repository.id === body.repository.id);
      const there = at?.branches.get(body.branch ?? "");
      if (there === body.head) return [];
      const says = `#${body.number} knows ${String(body.head)}, its branch is at ${String(there)}`;
      return [{ invariant: "AO goes on from the branch's newest commit", says }];
    });
}

/** Who waits for a person has asked that person. */
function findUnasked(repositories: SimRepository[], { items }: Stored): Wrong[] {
  return items
    .filter(({ body: { state } }) => state.name === "waiting" && state.for === "person")
    .filter(({ body }) => {
      const at = repositories.find((one) => one.repository.id === body.repository.id);
      return !at?.comments.some(
        (one) =>
          one.by === AO &&
          one.body.startsWith(`@${body.requester} `) &&
          one.body.includes("<!-- ao:ask:"),
      );
    })
    .map(({ body }) => ({
      invariant: "whoever is waited for was asked",
      says: `#${body.number} waits for ${body.requester}, who was not asked`,
    }));
}

/** Lanes and jobs say the same as the items they are projections of. */
export function findTornProjections({ items, lanes, jobs }: Stored): Wrong[] {
  const subjects = items.filter((row) => row.live).map((row) => subjectOf(row.body));
  const doubled = subjects.filter((subject, at) => subjects.indexOf(subject) !== at);
  const inState = (name: string) =>
    items.filter((row) => row.body.state.name === name).map((row) => row.id);
  const slots = lanes.flatMap((lane) => lane.slots);
  const queued = lanes.flatMap((lane) => lane.queue.map((place) => place.itemId));
  const leased = jobs.filter((job) => job.stage === "offered" || job.stage === "publishing");
  return [
    ...doubled.map((subject) => torn(`${subject} has two live items`)),
    ...(isSame(slots, inState("working"))
      ? []
      : [torn(`slots: ${slots.join()}; at work: ${inState("working").join()}`)]),
    ...(isSame(queued, inState("queued"))
      ? []
      : [torn(`queue: ${queued.join()}; waiting: ${inState("queued").join()}`)]),
    ...leased
      .filter((job) => !inState("working").includes(job.itemId))
      .map((job) => torn(`job ${job.id} is ${job.stage}, but its item does not work`)),
  ];
}

function torn(says: string): Wrong {
  return { invariant: "projections agree with their items", says };
}

function isSame(one: string[], other: string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
}
