/** The agent ends without a commit and says why, with proof: results, no failures. */
import { access, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readConversations } from "../support/agent.ts";
import type { Step } from "../support/agent.ts";
import { fixSum, GOOD_SUM, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const ran = [{ command: "node sum.test.js", exitCode: 0, output: "1 passed\n" }];

function report(outcome: Record<string, unknown>): Step {
  return { do: "write", path: ".ao/outcome.json", text: JSON.stringify(outcome) };
}

test("it is fixed already → AO says by which commit and what was run, mentions nobody, and is done", async () => {
  await story(async (ao) => {
    const commit = await ao.github
      .as("mira")
      .pushFiles(REPOSITORY, "main", { "sum.js": GOOD_SUM }, "Add @jo's way, fixes #9");
    const number = await askFor(ao, [
      report({ outcome: "already_fixed", commit: commit.slice(0, 9), ran, says: "It adds now." }),
    ]);

    const item = await ao.untilState(number, "done");
    const told = await commentAbout(ao, number, "Nothing to do: it is fixed already.");

    expect(item).toMatchObject({ state: { reason: "already_fixed" }, attempts: [] });
    expect(told).toContain(`By acme/web@${commit}: Add @&#8203;jo's way, fixes #&#8203;9`);
    expect(told).toContain("- `node sum.test.js` → exit 0");
    expect(allComments(ao, number)).not.toMatch(/(?:^|\s)@\w/);
    expect(ao.github.pulls(REPOSITORY)).toEqual([]);
    expect(ao.issue(number)).toMatchObject({ state: "open", labels: ["ao"] });
  });
});

test("it is not fixed after all → `/ao <what is still wrong>` goes on in the same conversation", async () => {
  await story(async (ao) => {
    const commit = await headOfMain(ao);
    const number = await askFor(
      ao,
      [report({ outcome: "already_fixed", commit, ran, says: "It adds now." })],
      { when: "it still subtracts", steps: [fixSum()] },
    );
    const first = await ao.untilState(number, "done");

    await ao.github.as("jo").comment(REPOSITORY, number, "/ao it still subtracts");
    await ao.until(async () => (await ao.item(number))?.id !== first.id);

    const second = await ao.untilState(number, "in_review", 30_000);
    expect(second).toMatchObject({ previous: first.id, session: first.session, requester: "jo" });
    expect(await promptsOf(ao, number)).toHaveLength(2);
  });
});

test("it names a commit that is not on main, twice → it is told once, and then a person is asked", async () => {
  await story(async (ao) => {
    const mira = ao.github.as("mira");
    const commit = await mira.pushFiles(REPOSITORY, "elsewhere", { "sum.js": GOOD_SUM }, "Add");
    const number = await askFor(ao, [
      { do: "say", text: "It is fixed already." },
      report({ outcome: "already_fixed", commit, ran, says: "There." }),
    ]);

    await ao.untilState(number, "waiting");
    const question = await commentAbout(ao, number, "The agent changed nothing");

    expect((await promptsOf(ao, number))[1]).toContain(`${commit} is no commit of \`main\``);
    expect(await promptsOf(ao, number)).toHaveLength(2);
    expect(question).toMatch(/^@mira /);
  });
});

test("main loses the commit while the agent looks → the app itself sees that, tells it once, and then asks", async () => {
  await story(async (ao) => {
    const before = await headOfMain(ao);
    const mira = ao.github.as("mira");
    const commit = await mira.pushFiles(REPOSITORY, "main", { "sum.js": GOOD_SUM }, "Add");
    const claim = report({ outcome: "already_fixed", commit, ran, says: "It adds now." });
    const [begun, go] = [path.join(ao.directory, "begun"), path.join(ao.directory, "go")];
    const waits = `touch ${begun}; until [ -e ${go} ]; do sleep 0.05; done`;
    // It has a mirror of main as it was, and is right by that.
    const number = await askFor(ao, [{ do: "run", command: ["sh", "-c", waits] }, claim], {
      when: "GitHub has no such commit",
      steps: [report({ outcome: "needs_info", question: "Was it taken back?" })],
    });
    await ao.until(async () => access(begun).then(() => true));
    await resetMain(ao, before);
    await writeFile(go, "");

    const item = await ao.untilState(number, "waiting");

    expect(item.state).toMatchObject({ question: { kind: "needs_info" } });
    expect(item.trail.map(({ why }) => why).join("\n")).toContain("is not on `main`");
  });
});

test("it can't reproduce it → one question with what was run; the answer goes on in the same conversation", async () => {
  await story(async (ao) => {
    const number = await askFor(
      ao,
      [report({ outcome: "cannot_reproduce", ran, says: "`sum(1, 2)` is 3 here." })],
      { when: "on node 22", steps: [fixSum()] },
    );
    const first = await ao.untilState(number, "waiting");
    const question = await commentAbout(ao, number, "can't reproduce");

    expect(question).toMatch(/^@mira \*\*I can't reproduce #1\. How does it happen\?\*\*/);
    expect(question).toContain("- `node sum.test.js` → exit 0");
    expect(question).toContain("> 1 passed");
    await ao.github.as("mira").comment(REPOSITORY, number, "/ao on node 22, with numbers");

    const item = await ao.untilState(number, "in_review", 30_000);
    expect(item.session).toEqual(first.session);
    expect(allComments(ao, number).match(/@mira/g)).toHaveLength(1);
  });
});

test("it has a question with options → `/ao 2` reaches it as that option's words", async () => {
  await story(async (ao) => {
    const options = ["Yes: convert them", "No: throw an error"];
    const number = await askFor(
      ao,
      [report({ outcome: "needs_info", question: "Should `sum` take strings?", options })],
      { when: "No: throw an error", steps: [fixSum()] },
    );
    await ao.untilState(number, "waiting");
    const question = await commentAbout(ao, number, "has a question");
    expect(question).toContain("> Should \\`sum\\` take strings?");
    expect(question).toContain("- `/ao 2`: No: throw an error");

    await ao.github.as("mira").comment(REPOSITORY, number, "/ao 2");

    await ao.untilState(number, "in_review", 30_000);
    const prompts = await promptsOf(ao, number);
    expect(prompts).toHaveLength(2);
    expect(prompts[1]).toContain("mira says]]\nNo: throw an error\n");
  });
});

test("it is too big → its parts as a list, and the words that choose reach the agent", async () => {
  await story(async (ao) => {
    const parts = [
      { title: "Add numbers", why: "It is wrong now." },
      { title: "Add strings", why: "Nobody needs it yet." },
    ];
    const number = await askFor(
      ao,
      [report({ outcome: "too_big", parts, says: "Two changes in one." })],
      { when: "only 1", steps: [fixSum()] },
    );
    await ao.untilState(number, "waiting");
    const question = await commentAbout(ao, number, "too big");
    expect(question).toContain("1. **Add numbers**: It is wrong now.\n2. **Add strings**");

    await ao.github.as("mira").comment(REPOSITORY, number, "/ao only 1");

    await ao.untilState(number, "in_review", 30_000);
  });
});

test("its outcome file is wrong → it is told once what is wrong, and then it is right", async () => {
  await story(async (ao) => {
    const number = await askFor(ao, [report({ outcome: "needs_info", questions: ["Which?"] })], {
      when: "can't be taken",
      steps: [report({ outcome: "needs_info", question: "Which sum?" })],
    });

    await ao.untilState(number, "waiting");

    expect(await commentAbout(ao, number, "has a question")).toContain("> Which sum?");
    const prompts = await promptsOf(ao, number);
    expect(prompts[1]).toContain('Unrecognized key: "questions"');
    expect(prompts).toHaveLength(2);
  });
});

test("its outcome file is forced into a commit → nothing of it is pushed, and it is told", async () => {
  await story(async (ao) => {
    const question = report({ outcome: "needs_info", question: "Which sum?" });
    const force: Step[] = [
      { do: "run", command: ["git", "add", "--force", ".ao"] },
      { do: "run", command: ["git", "commit", "-q", "-m", "Say so"] },
    ];
    const number = await askFor(ao, [question, ...force], {
      when: "were not pushed",
      steps: [{ do: "run", command: ["git", "reset", "-q", "--hard", "HEAD~1"] }, question],
    });

    const item = await ao.untilState(number, "waiting", 30_000);

    expect(item.state).toMatchObject({ question: { kind: "needs_info" } });
    expect(ao.github.pulls(REPOSITORY)).toEqual([]);
    expect((await promptsOf(ao, number))[1]).toContain("`.ao/outcome.json` is protected");
  });
});

test("a hostile outcome → what it says is plain text, mentions and closes nothing, and is short", async () => {
  await story(async (ao) => {
    const says = "@everyone @jo Fixes #1 <img src=x> [x](https://evil.example)\n/ao stop";
    const output = `${"A".repeat(10_000)}\n${says}\n\u202Egnp.exe <!-- ao:status -->`;
    const command = "`@jo` <b>npm</b>\ntest";
    const number = await askFor(ao, [
      report({ outcome: "cannot_reproduce", ran: [{ command, exitCode: 0, output }], says }),
    ]);

    const item = await ao.untilState(number, "waiting");
    const question = await commentAbout(ao, number, "can't reproduce");

    expect(item.state).toMatchObject({ question: { kind: "cannot_reproduce" } });
    expect(question.length).toBeLessThan(3_000);
    expect(question).toContain("> @&#8203;everyone @&#8203;jo Fixes #&#8203;1 \\<img src=x\\>");
    expect(question).not.toMatch(/^\/ao|^> <|\u202E|<!-- ao:status -->/m);
    expect(ao.issue(number).state).toBe("open");
  });
});

/** Labels an issue for an agent that first does `steps`. */
async function askFor(
  ao: Ao,
  steps: Step[],
  ...later: { when: string; steps: Step[] }[]
): Promise<number> {
  await ao.script({ turns: [...later, { when: "", steps }] });
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  return number;
}

async function commentAbout(ao: Ao, number: number, words: string): Promise<string> {
  const find = () =>
    ao.issue(number).comments.find((one) => one.body.includes(words) && !isStatus(one.body));
  await ao.until(() => find() !== undefined);
  return find()?.body ?? "";
}

function isStatus(body: string): boolean {
  return body.includes("<!-- ao:status");
}

function allComments(ao: Ao, number: number): string {
  return ao
    .issue(number)
    .comments.map((one) => one.body)
    .join("\n");
}

async function promptsOf(ao: Ao, number: number): Promise<string[]> {
  const item = await ao.item(number);
  const home = path.join(ao.directory, "attic-1", "homes", item?.workspace ?? "");
  const [conversation] = await readConversations(home);
  return conversation?.prompts.map((one) => one.text) ?? [];
}

/** Somebody with write access forces the branch back. */
async function resetMain(ao: Ao, sha: string): Promise<void> {
  const url = `${ao.github.url}/api/v3/repos/${REPOSITORY}/git/refs/heads/main`;
  const answer = await fetch(url, {
    method: "PATCH",
    headers: { authorization: `Bearer ${ao.github.userToken("mira")}` },
    body: JSON.stringify({ sha, force: true }),
  });
  expect(answer.status).toBe(200);
}

async function headOfMain(ao: Ao): Promise<string> {
  return (await ao.github.git(REPOSITORY).head("main")) ?? "";
}
