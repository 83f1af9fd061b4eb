/** How the world must be when nothing goes wrong any more and time has passed. */
import { LABEL } from "../../../src/github/facts/issues.ts";
import { AO } from "../github/words.ts";
import type { SimRepository } from "../github/words.ts";
import { subjectOf } from "../scene.ts";
import type { Scene, Stored } from "../scene.ts";

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

export interface Wrong {
  invariant: string;
  says: string;
}

export function findWrongAtRest({ model }: Scene, stored: Stored): Wrong[] {
  const repositories = [...model.repositories.values()];
  return [
    ...repositories.flatMap(findDoubledComments),
    ...repositories.flatMap(findDoubledPulls),
    ...repositories.flatMap((at) => findForgottenLabels(at, stored)),
    ...findUnasked(scene(model), stored),
    ...findTornProjections(stored),
  ];
}

function scene(model: Scene["model"]): SimRepository[] {
  return [...model.repositories.values()];
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
    .map(([key, count]) => ({ invariant: "one comment per key", says: `${key} is there ${count} times` }));
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

function findForgottenLabels(at: SimRepository, { items }: Stored): Wrong[] {
  return [...at.issues.values()]
    .filter((issue) => issue.open && issue.labels.has(LABEL))
    .filter((issue) => !items.some((row) => subjectOf(row.body) === `${at.repository.id}#${issue.number}`))
    .map((issue) => ({
      invariant: "every label leads to an item",
      says: `#${issue.number} is labelled, and AO never heard of it`,
    }));
}

/** Who waits for a person has asked that person. */
function findUnasked(repositories: SimRepository[], { items }: Stored): Wrong[] {
  return items
    .filter(({ body }) => body.state.name === "waiting")
    .filter(({ body }) => {
      const at = repositories.find((one) => one.repository.id === body.repository.id);
      return !at?.comments.some(
        (one) => one.by === AO && one.body.startsWith(`@${body.requester} `) && one.body.includes("<!-- ao:ask:"),
      );
    })
    .map(({ body }) => ({
      invariant: "whoever is waited for was asked",
      says: `#${body.number} waits for ${body.requester}, who was not asked`,
    }));
}

/** Lanes and jobs say the same as the items they are projections of. */
export function findTornProjections({ items, lanes, jobs }: Stored): Wrong[] {
  const wrong = (says: string): Wrong => ({ invariant: "projections agree with their items", says });
  const subjects = items.filter((row) => row.live).map((row) => subjectOf(row.body));
  const doubled = subjects.filter((subject, at) => subjects.indexOf(subject) !== at);
  const inState = (name: string) => items.filter((row) => row.body.state.name === name).map((row) => row.id);
  const same = (one: string[], other: string[]): boolean =>
    JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
  const slots = lanes.flatMap((lane) => lane.slots);
  const queued = lanes.flatMap((lane) => lane.queue.map((place) => place.itemId));
  const leased = jobs.filter((job) => job.stage === "offered" || job.stage === "publishing");
  return [
    ...doubled.map((subject) => wrong(`${subject} has two live items`)),
    ...(same(slots, inState("working")) ? [] : [wrong(`slots ${slots} but ${inState("working")} work`)]),
    ...(same(queued, inState("queued")) ? [] : [wrong(`queued ${queued} but ${inState("queued")} wait`)]),
    ...leased
      .filter((job) => !inState("working").includes(job.itemId))
      .map((job) => wrong(`job ${job.id} is ${job.stage}, but its item does not work`)),
  ];
}
