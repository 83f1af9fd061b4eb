/** The base branch gets another name or is another; whoever asked may not decide any more. */
import { expect, test } from "vitest";
import { sweep } from "../../src/reconcile.ts";
import { FILES, fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const note = { do: "commit" as const, message: "Add a note", files: { "note.md": "note\n" } };
const twice = {
  turns: [
    { when: "a note", steps: [note] },
    { when: "", steps: [fixSum()] },
  ],
};
const idle = { turns: [{ when: "", steps: [{ do: "say" as const, text: "Where is it?" }] }] };
const askJo = { ...FILES, ".github/ao.yml": "ask: [jo]\n" };

async function label(ao: Ao): Promise<number> {
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  return number;
}

const mentions = (ao: Ao, number: number, login: string): string[] =>
  ao
    .issue(number)
    .comments.map((one) => one.body)
    .filter((body) => body.startsWith(`@${login} `));

test("the default branch is renamed → the pull request's base follows, and the next words are pushed", async () => {
  await story(async (ao) => {
    await ao.script(twice);
    const number = await label(ao);
    const first = await ao.untilState(number, "in_review");

    await ao.github.settings(REPOSITORY).renameBranch("main", "trunk");
    await ao.until(async () => (await ao.item(number))?.base?.branch === "trunk");
    await ao.github.as("mira").comment(REPOSITORY, ao.pull().number, "/ao a note");

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state.name).toBe("in_review");
      expect(item?.head).not.toBe(first.head);
    });
    expect(ao.pull().base.ref).toBe("trunk");
  });
});

test("the default branch is renamed while the agent works, and no webhook comes → the pull request is opened against the new name", async () => {
  await story(async (ao) => {
    await ao.script({ turns: [{ when: "", steps: [{ do: "sleep", ms: 2_500 }, fixSum()] }] });
    const number = await label(ao);
    await ao.untilState(number, "working");

    ao.github.faults.dropDeliveries(({ event }) => event === "repository");
    await ao.github.settings(REPOSITORY).renameBranch("main", "trunk");
    await sweep(ao.app.parts);

    await ao.untilState(number, "in_review", 40_000);
    expect(ao.pull().base.ref).toBe("trunk");
  });
});

test("a person chooses another base for the pull request → AO follows; the webhook is lost → so it does", async () => {
  await story(async (ao) => {
    const number = await label(ao);
    await ao.untilState(number, "in_review");
    const jo = ao.github.as("jo");
    await jo.pushFiles(REPOSITORY, "next", { "next.md": "next\n" }, "Begin the next one");
    const pull = ao.pull().number;

    await jo.changeBase(REPOSITORY, pull, "next");
    await ao.until(async () => (await ao.item(number))?.base?.branch === "next");
    ao.github.faults.dropDeliveries(({ action }) => action === "edited");
    await jo.changeBase(REPOSITORY, pull, "main");
    await sweep(ao.app.parts);

    expect((await ao.item(number))?.base?.branch).toBe("main");
  });
});

test("whoever is asked loses write access → the question moves to the next person at once, and their word counts no more", async () => {
  await story(
    async (ao) => {
      await ao.script(idle);
      const number = await label(ao);
      await ao.untilState(number, "waiting");
      await ao.until(() => mentions(ao, number, "mira").length === 1);
      await ao.script({ turns: [{ when: "", steps: [fixSum()] }] });

      ao.github.setCollaborator(REPOSITORY, "mira", "read");
      await ao.until(() => mentions(ao, number, "jo").length === 1);
      await ao.github.as("mira").comment(REPOSITORY, number, "/ao retry");
      await ao.until(() =>
        ao.issue(number).comments.some((one) => one.body.startsWith("Thanks, mira.")),
      );
      expect((await ao.item(number))?.state.name).toBe("waiting");
      await ao.github.as("jo").comment(REPOSITORY, number, "/ao retry");

      await ao.untilState(number, "in_review", 40_000);
      await ao.until(() => ao.pull().requestedReviewers.includes("jo"));
      expect(mentions(ao, number, "mira")).toHaveLength(1);
    },
    { files: askJo },
  );
});

test("the webhook of that is lost → the next look at GitHub moves the question, to the assignee first", async () => {
  await story(
    async (ao) => {
      await ao.script(idle);
      ao.github.setCollaborator(REPOSITORY, "eve", "write");
      const number = await label(ao);
      await ao.untilState(number, "waiting");
      await ao.github.as("mira").assign(REPOSITORY, number, "eve");

      ao.github.faults.dropDeliveries(({ event }) => event === "member");
      ao.github.setCollaborator(REPOSITORY, "mira", "none");
      await sweep(ao.app.parts);

      await ao.until(() => mentions(ao, number, "eve").length === 1);
      expect(mentions(ao, number, "jo")).toEqual([]);
    },
    { files: askJo },
  );
});

test("whoever asked leaves while the agent works → it goes on to the pull request, which the next person reviews", async () => {
  await story(
    async (ao) => {
      await ao.script({ turns: [{ when: "", steps: [{ do: "sleep", ms: 1_500 }, fixSum()] }] });
      const number = await label(ao);
      await ao.untilState(number, "working");

      ao.github.setCollaborator(REPOSITORY, "mira", "none");

      await ao.untilState(number, "in_review", 40_000);
      await ao.until(() => ao.pull().requestedReviewers.includes("jo"));
      expect(mentions(ao, number, "jo")).toEqual([]);
    },
    { files: askJo },
  );
});
