/** People push to AO's branch, rebase it, delete it, or decide about the draft: what they did stands. */
import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { sweep } from "../../src/reconcile.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const note = { "note.md": "by mira\n" };

const sh = (script: string) => ({ do: "run" as const, command: ["sh", "-c", script] });

async function inReview(ao: Ao): Promise<{ number: number; branch: string; head: string }> {
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  const item = await ao.untilState(number, "in_review");
  return { number, branch: String(item.branch), head: String(item.head) };
}

function statusOf(ao: Ao): string {
  const status = ao.pull().comments.find((one) => one.body.includes("<!-- ao:status:"));
  return status?.body ?? "";
}

test("a person pushes to AO's branch → their commit is watched and reviewed, and the status says who pushed", async () => {
  await story(async (ao) => {
    const { number, branch } = await inReview(ao);

    const theirs = await ao.github.as("mira").pushFiles(REPOSITORY, branch, note, "Say why");

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item).toMatchObject({
        head: theirs,
        headBy: "mira",
        state: { name: "in_review", headSha: theirs },
      });
    });
    await ao.until(() => statusOf(ao).includes(`mira pushed \`${theirs.slice(0, 7)}\``));
    expect(await ao.github.git(REPOSITORY).head(branch)).toBe(theirs);
  });
});

test("the webhook of that push is lost → the next look at GitHub finds it", async () => {
  await story(async (ao) => {
    const { number, branch } = await inReview(ao);
    ao.github.faults.dropDeliveries(() => true);
    const theirs = await ao.github.as("mira").pushFiles(REPOSITORY, branch, note, "Say why");
    await ao.github.quiet();
    ao.github.faults.calm();

    await sweep(ao.app.parts);

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state).toMatchObject({ name: "in_review", headSha: theirs });
    });
    await ao.until(() => statusOf(ao).includes("Somebody pushed"));
  });
});

test("a person pushes while the agent works → AO pushes nothing over it, the agent puts its work on top", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        {
          when: "Somebody pushed to the branch",
          steps: [sh('git cherry-pick "$(cat "$HOME/mine")"')],
        },
        {
          when: "also mend the readme",
          steps: [
            { do: "write", path: "working", text: "" },
            sh("while [ -e working ]; do sleep 0.05; done"),
            { do: "commit", message: "Mend the readme", files: { "README.md": "# sum\n" } },
            sh('git rev-parse HEAD > "$HOME/mine"'),
          ],
        },
        { when: "", steps: [fixSum()] },
      ],
    });
    const { number, branch, head } = await inReview(ao);
    const mira = ao.github.as("mira");
    await mira.comment(REPOSITORY, ao.pull().number, "/ao also mend the readme");
    const item = await ao.untilState(number, "working");
    const busy = path.join(ao.directory, "attic-1", "work", item.workspace, "working");
    await ao.until(async () => (await execa("test", ["-e", busy])).exitCode === 0);

    const theirs = await mira.pushFiles(REPOSITORY, branch, note, "Say why");
    await ao.until(async () => (await ao.item(number))?.head === theirs);
    await execa("rm", [busy]);

    const done = await ao.untilState(number, "in_review", 40_000);
    const log = ["log", "--format=%H %s", `${head}..${branch}`];
    const { stdout } = await execa("git", log, { cwd: ao.github.git(REPOSITORY).directory });
    expect(stdout.split("\n")).toEqual([`${done.head} Mend the readme`, `${theirs} Say why`]);
  });
});

test("a person rebases AO's branch → their history stands, and the next words are worked on from there", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        {
          when: "a note",
          steps: [{ do: "commit", message: "Add a note", files: { "note.md": "note\n" } }],
        },
        { when: "", steps: [fixSum()] },
      ],
    });
    const { number, branch } = await inReview(ao);

    const theirs = await forcePush(ao, branch);
    await ao.until(async () => (await ao.item(number))?.head === theirs);
    await ao.github.as("mira").comment(REPOSITORY, ao.pull().number, "/ao a note");

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state.name).toBe("in_review");
      expect(item?.head).not.toBe(theirs);
    });
    const log = ["log", "-2", "--format=%s", branch];
    const { stdout } = await execa("git", log, { cwd: ao.github.git(REPOSITORY).directory });
    expect(stdout.split("\n")).toEqual(["Add a note", "Rebased by hand"]);
  });
});

/** As a person does with git itself. @returns the new head */
async function forcePush(ao: Ao, branch: string): Promise<string> {
  const cwd = await mkdtemp(path.join(ao.directory, "by-hand-"));
  const url = new URL(`${ao.github.url}/${REPOSITORY}.git`);
  url.username = "x-access-token";
  url.password = ao.github.userToken("mira");
  const git = async (...args: string[]) => (await execa("git", args, { cwd })).stdout;
  await git("clone", "--quiet", "--branch", branch, url.href, ".");
  const who = ["-c", "user.name=mira", "-c", "user.email=mira@example.com"];
  await git(...who, "commit", "--quiet", "--amend", "--message", "Rebased by hand");
  await git("push", "--quiet", "--force", "origin", branch);
  return git("rev-parse", "HEAD");
}

test("a person makes it a draft again → it stays one, whatever its checks say later", async () => {
  await story(async (ao) => {
    const { number, branch } = await inReview(ao);
    const { number: pull } = ao.pull();

    await ao.github.as("jo").convertToDraft(REPOSITORY, pull);
    await ao.until(() => statusOf(ao).includes("jo made it a draft; I leave it one"));
    const theirs = await ao.github.as("jo").pushFiles(REPOSITORY, branch, note, "Not yet");

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state).toMatchObject({ name: "in_review", headSha: theirs });
    });
    expect(ao.pull().draft).toBe(true);
  });
});

test("the branch is deleted → the pull request ends it, nobody is asked, and `/ao run` starts afresh", async () => {
  await story(async (ao) => {
    const { number, branch } = await inReview(ao);
    const before = ao.issue(number).comments.length;

    await ao.github.as("jo").deleteBranch(REPOSITORY, branch);

    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "closed", by: "jo" });
    await ao.github.quiet();
    expect(ao.issue(number).comments).toHaveLength(before);
    await ao.github.as("mira").comment(REPOSITORY, number, "/ao run");
    await ao.until(async () => (await ao.item(number))?.id !== item.id);
    await ao.untilState(number, "in_review", 30_000);
    expect(ao.github.pulls(REPOSITORY)).toHaveLength(2);
  });
});
