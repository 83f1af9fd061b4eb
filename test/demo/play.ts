/** The journey from the issue to a pull request that is ready, told while it happens. */
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoAgent } from "./agents.ts";
import { showThreads } from "./closing.ts";
import type { Crash } from "./crash.ts";
import { unlessInterrupted } from "./interrupt.ts";
import { makeLooker } from "./look.ts";
import type { Looker, Sight } from "./look.ts";
import { makeNarrator } from "./narrate.ts";
import type { DemoPlace } from "./place.ts";
import type { Screen } from "./screen.ts";
import type { Stage } from "./stage.ts";
import { ISSUE, REPOSITORY, REQUESTER } from "./story.ts";

const LOOK_EVERY_MS = 100;
/** About five times what it takes on two cores. */
const MOCKED_MS = 180_000;
const REAL_MS = 30 * 60_000;

export interface DemoJourney {
  stage: Stage;
  agent: DemoAgent;
  /** Null: nothing is killed. */ crash: Crash | null;
}

/** @throws {Error} with the reason when it does not get green, `Interrupted` when somebody ends it */
export async function play(journey: DemoJourney, place: DemoPlace): Promise<void> {
  const { stage, crash } = journey;
  const { screen, signal, stack } = place;
  screen.step("a stand-in for GitHub, the app and a runner are up on 127.0.0.1");
  const number = await askForWork(stage, screen);
  const looker = makeLooker(stage, number);
  stack.defer(() => looker.close());
  const over = new AbortController();
  const followed = follow(looker, journey, { ...place, signal: over.signal });
  try {
    await unlessInterrupted(Promise.race([followed, stage.broken]), signal);
  } finally {
    over.abort();
  }
  await unlessInterrupted(stage.github.quiet(), signal);
  showThreads(stage.github, number, screen);
  screen.text("");
  crash?.check(number, (await looker.look()).item);
  screen.step("the pull request is green and ready", "good");
}

async function askForWork({ github }: Stage, screen: Screen): Promise<number> {
  const person = github.as(REQUESTER);
  const number = await person.openIssue(REPOSITORY, ISSUE);
  screen.step(`${REQUESTER} opens ${REPOSITORY}#${number}: ${ISSUE.title}`);
  await person.label(REPOSITORY, number, "ao");
  screen.step(`${REQUESTER} puts the label ao on it`);
  return number;
}

/** Looks and tells until it is ready. */
async function follow(
  looker: Looker,
  { agent, crash }: DemoJourney,
  { screen, signal }: DemoPlace,
): Promise<void> {
  const narrator = makeNarrator(screen, agent.title);
  const withinMs = agent.isReal ? REAL_MS : MOCKED_MS;
  const giveUpAt = performance.now() + withinMs;
  while (!signal.aborted) {
    const sight = await looker.look();
    narrator.tell(sight);
    await crash?.watch(sight);
    const failure = findFailure(sight);
    if (failure !== null) throw new Error(failure);
    if (isOver(sight)) return;
    if (performance.now() > giveUpAt) throw new Error(describeDelay(sight, withinMs));
    await sleep(LOOK_EVERY_MS);
  }
}

function isOver({ item, isLabelledReady, pull }: Sight): boolean {
  return item?.state.name === "in_review" && isLabelledReady && pull?.draft === false;
}

/** Why it can't get green any more without a person, or null. */
function findFailure({ item }: Sight): string | null {
  const state = item?.state;
  if (state?.name === "done") return `AO ended the work: ${state.reason}`;
  if (state?.name !== "waiting" || state.for !== "person") return null;
  const { question } = state;
  const why = item?.trail.at(-1)?.why ?? question.kind;
  const diagnosis = question.kind === "crashed" ? ` ${question.diagnosis.says}` : "";
  return `AO asks a person: ${why}${diagnosis}`;
}

function describeDelay({ item }: Sight, withinMs: number): string {
  const why = item?.trail.at(-1)?.why ?? "AO has not taken the issue";
  return `not green within ${withinMs / 1_000} s. The last that happened: ${why}`;
}
