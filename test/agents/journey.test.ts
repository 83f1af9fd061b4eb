import { describe, expect, test } from "vitest";
import { realClock } from "../../runners/clock.ts";
import { killMarked } from "../../runners/processes.ts";
import type { Ao } from "../support/harness.ts";
import { GOOD_SUM, REPOSITORY, story } from "../support/harness.ts";
import { agentNames, installAgent } from "./install.ts";
import type { AgentName } from "./install.ts";
import { launchAgent } from "./launch.ts";
import { startModel } from "./model.ts";
import type { Model, ModelRequest } from "./model.ts";
import { FIRST_EDIT, SECOND_EDIT, sumStory } from "./sum-story.ts";

const WITHIN_MS = 120_000;

describe.each(agentNames)("%s", (name) => {
  test("its first push is red → it is told why in the same conversation → its next push is green", async () => {
    await storyOf(name, async (ao, model) => {
      const number = await askForSum(ao);

      await model.reached(FIRST_EDIT);
      await ao.until(() => {
        const status = ao.issue(number).comments.map((one) => one.body);
        expect(status.join("\n")).toContain(
          "- [x] Find the cause\n- [ ] **Mend it**\n- [ ] Commit",
        );
      }, WITHIN_MS);
      model.release(FIRST_EDIT);
      await ao.untilState(number, "watching", WITHIN_MS);
      const { session } = await itemOf(ao, number);
      model.release(SECOND_EDIT);
      const item = await ao.untilState(number, "in_review", WITHIN_MS);

      const { head, draft } = ao.pull();
      expect(await ao.github.git(REPOSITORY).show(head.ref, "sum.js")).toBe(GOOD_SUM);
      expect(draft).toBe(false);
      expect(item.attempts.map((one) => one.says)).toEqual([expect.stringContaining("sum(1, 2)")]);
      expect(item.session).toEqual(session);
      expect(item.session?.agent).toBe(name);
      expectWholeConversation(lastRequest(model));
      expect(item.lastJob).toMatchObject({
        summary: "It multiplied; now it adds, and the test passes.",
        plan: sumStory[0]?.plan.map(({ entry }) => ({ content: entry, status: "completed" })),
      });
    });
  });

  test("it is killed in its second turn → it goes on with all it was told and did", async () => {
    await storyOf(name, async (ao, model) => {
      const number = await askForSum(ao);
      model.release(FIRST_EDIT);

      await model.reached(SECOND_EDIT);
      const { state, session } = await itemOf(ao, number);
      const jobId = state.name === "working" ? state.job.id : null;
      expect(jobId).not.toBeNull();
      expect(await killMarked({ name: "AO_JOB", value: jobId ?? "" }, realClock)).toBe(0);
      model.release(SECOND_EDIT);
      const item = await ao.untilState(number, "in_review", WITHIN_MS);

      expect(item.trail.map((one) => one.why).join("\n")).toContain(
        "started again in the same conversation",
      );
      expect(item.session).toEqual(session);
      expect(await ao.github.git(REPOSITORY).show(ao.pull().head.ref, "sum.js")).toBe(GOOD_SUM);
      expectWholeConversation(lastRequest(model));
      expect(sayingsOf(lastRequest(model), "The checks of your commit")).toHaveLength(2);
    });
  });
});

async function storyOf(
  name: AgentName,
  play: (ao: Ao, model: Model) => Promise<void>,
): Promise<void> {
  const installed = await installAgent(name);
  const model = await startModel(sumStory);
  try {
    await story((ao) => play(ao, model), {
      agent: launchAgent(name, installed, model),
      // Two cores, an agent that wants both, and no second runner that waits for the lease.
      pace: { lease: { ttlMs: 30_000, beatMs: 300 } },
    });
  } finally {
    await model.stop();
  }
}

async function askForSum(ao: Ao): Promise<number> {
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  return number;
}

type Item = NonNullable<Awaited<ReturnType<Ao["item"]>>>;

async function itemOf(ao: Ao, number: number): Promise<Item> {
  const item = await ao.item(number);
  if (item === null) throw new Error(`#${number} has no work item`);
  return item;
}

/** What the agent at work sent to its model last: the conversation as it remembers it. */
function lastRequest(model: Model): ModelRequest {
  const request = model.requests.findLast((one) => !one.background);
  if (request === undefined) throw new Error("the model was never asked");
  return request;
}

/** The first prompt, what was done about it, and the red check's telling line, in this order. */
function expectWholeConversation(request: ModelRequest): void {
  const told = request.messages.map(({ text, calls }) => [text, ...calls].join("\n"));
  const at = ["Work on issue #1", "a * b", "It subtracted.", "AssertionError", "a + b"].map(
    (words) => told.findIndex((one) => one.includes(words)),
  );
  expect(at).not.toContain(-1);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(told.join("\n")).not.toContain("earlier conversation about this task is not available");
}

function sayingsOf({ messages }: ModelRequest, words: string): unknown[] {
  return messages.filter(({ role, text }) => role === "user" && text.includes(words));
}
