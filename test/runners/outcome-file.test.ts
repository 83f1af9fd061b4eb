/** How a runner reads `.ao/outcome.json`: what counts, what the agent is told once, and what never gets further. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/protocol/outcome-file.ts";
import { readConversations, type Script, type Step } from "../support/agent.ts";
import { type Bench, makeBench, unpack } from "./bench.ts";

const FILE = ".ao/outcome.json";
const ran = [{ command: "npm test", exitCode: 1, output: "expected 4, got 0" }];
const question: Result = { outcome: "needs_info", question: "Which sum?", options: ["One", "Two"] };
const unseen: Result = { outcome: "cannot_reproduce", ran, says: "It adds." };

function write(file: unknown): Step {
  return { do: "write", path: FILE, text: typeof file === "string" ? file : JSON.stringify(file) };
}

async function benchOf(...turns: Script["turns"]): Promise<Bench> {
  const bench = await makeBench({ turns });
  bench.start();
  return bench;
}

async function prompts(bench: Bench): Promise<string[]> {
  const [conversation] = await readConversations(bench.home());
  return conversation?.prompts.map((one) => one.text) ?? [];
}

async function isThere(bench: Bench, file = FILE): Promise<boolean> {
  return readFile(path.join(bench.work(), file)).then(
    () => true,
    () => false,
  );
}

describe("taken", () => {
  test.each([question, unseen])(
    "$outcome → the job ends with it, and the file is gone",
    async (result) => {
      const bench = await benchOf({ when: "", steps: [write(result)] });

      const report = await bench.app.offer(bench.order());

      expect(report.outcome).toEqual({ kind: "result", result });
      expect(await isThere(bench)).toBe(false);
      expect(await prompts(bench)).toHaveLength(1);
    },
  );

  test("already fixed, by half a name → the whole name of a commit on the base", async () => {
    const bench = await makeBench({ turns: [] });
    const { base } = bench.github;
    const file = { outcome: "already_fixed", commit: base.slice(0, 8), ran, says: "Since then." };
    await bench.rewrite({ turns: [{ when: "", steps: [write(file)] }] });
    bench.start();

    const report = await bench.app.offer(bench.order());

    expect(report.outcome).toEqual({ kind: "result", result: { ...file, commit: base } });
  });

  test("edits that are not done yet → they wait in the tree for the answer, and nobody commits them", async () => {
    const bench = await benchOf(
      { when: "the second one", steps: [{ do: "commit", message: "Two" }] },
      { when: "", steps: [{ do: "write", path: "sum.js", text: "half\n" }, write(question)] },
    );

    const first = await bench.app.offer(bench.order());
    const order = bench.order({ session: first.session, brief: "the second one" });
    const second = await bench.app.offer(order);

    expect(first.outcome).toMatchObject({ kind: "result" });
    if (second.outcome.kind !== "commits") throw new Error(JSON.stringify(second.outcome));
    const git = await unpack(bench, order, second.outcome);
    expect(await git("show", "refs/ao/in:sum.js")).toBe("half");
  });

  test("a secret in it does not leave the runner", async () => {
    const token = `ghp_${"Ab3".repeat(12)}`;
    const output = `${"x".repeat(9_000)}\nhttps://${token}@github.com`;
    const leaky = { ...unseen, says: `I used ${token}.`, ran: [{ ...ran[0], output }] };
    const bench = await benchOf({ when: "", steps: [write(leaky)] });

    const report = await bench.app.offer(bench.order());

    expect(report.outcome).toMatchObject({ kind: "result" });
    expect(JSON.stringify(report)).not.toContain(token);
    expect(JSON.stringify(report).length).toBeLessThan(6_000);
  });
});

describe("told once", () => {
  test("a wrong file → what is wrong, in the same conversation; then it is right", async () => {
    const bench = await benchOf(
      { when: "can't be taken", steps: [{ do: "say", text: "Sorry." }, write(question)] },
      { when: "", steps: [{ do: "say", text: "I ask." }, write({ outcome: "needs_info" })] },
    );

    const report = await bench.app.offer(bench.order());

    expect(report.outcome).toEqual({ kind: "result", result: question });
    expect(report.summary).toBe("I ask.");
    expect((await prompts(bench))[1]).toContain("- `question`: expected string");
  });

  test("wrong again → nothing, with the reason", async () => {
    const bench = await benchOf({ when: "", steps: [{ do: "say", text: "Here." }, write("{")] });

    const report = await bench.app.offer(bench.order());

    expect(await prompts(bench)).toHaveLength(2);
    expect(report.outcome).toMatchObject({
      kind: "nothing",
      says: expect.stringMatching(/^Its `\.ao\/outcome\.json` could not be taken: it is not JSON/),
    });
  });

  test("wrong, and then work → the work", async () => {
    const bench = await benchOf(
      { when: "can't be taken", steps: [{ do: "commit", message: "Do it", files: { a: "b" } }] },
      { when: "", steps: [write("{")] },
    );

    const report = await bench.app.offer(bench.order());

    expect(report.outcome).toMatchObject({ kind: "commits", count: 1 });
  });

  test.each<[string, string]>([
    ["a commit nobody has", "1234567890abcdef1234567890abcdef12345678"],
    ["a commit of its own branch", "HEAD"],
  ])("already fixed by %s", async (_what, commit) => {
    const own = commit === "HEAD";
    const bench = await benchOf(
      { when: "can't be taken", steps: [{ do: "say", text: "I don't know then." }] },
      {
        when: "",
        steps: own
          ? [
              { do: "run", command: ["sh", "-c", nameItself] },
              { do: "run", command: ["git", "reset", "-q", "--hard", "HEAD~1"] },
            ]
          : [write({ outcome: "already_fixed", commit, ran, says: "There." })],
      },
    );

    const report = await bench.app.offer(bench.order());

    expect((await prompts(bench))[1]).toMatch(/- `commit`: [0-9a-f]{40} is no commit of `main`/);
    expect(report.outcome).toMatchObject({ kind: "nothing" });
  });

  test.each<[string, Step[], string]>([
    [
      "a link to a file elsewhere",
      [
        { do: "write", path: "../../elsewhere.json", text: JSON.stringify(question) },
        { do: "run", command: ["mkdir", ".ao"] },
        { do: "run", command: ["ln", "-s", "../../../elsewhere.json", FILE] },
      ],
      "it is no regular file",
    ],
    [
      "a folder that is a link",
      [
        { do: "write", path: "../../far/outcome.json", text: JSON.stringify(question) },
        { do: "run", command: ["ln", "-s", "../../far", ".ao"] },
      ],
      "it is no regular file",
    ],
    [
      "a second name of a file elsewhere",
      [
        { do: "write", path: "../../elsewhere.json", text: JSON.stringify(question) },
        { do: "run", command: ["mkdir", ".ao"] },
        { do: "run", command: ["ln", "../../elsewhere.json", FILE] },
      ],
      "it is no regular file",
    ],
    [
      "a pipe that nobody writes to",
      [
        { do: "run", command: ["mkdir", ".ao"] },
        { do: "run", command: ["mkfifo", FILE] },
      ],
      "it is no regular file",
    ],
    ["a folder", [{ do: "write", path: `${FILE}/x`, text: "x" }], "it is no regular file"],
    ["a huge one", [write("x".repeat(65_537))], "it has 65537 bytes; at most 65536 are read"],
  ])("%s → never read", async (_what, steps, says) => {
    const bench = await benchOf(
      { when: "can't be taken", steps: [{ do: "say", text: "Never mind." }] },
      { when: "", steps },
    );

    const report = await bench.app.offer(bench.order());

    expect((await prompts(bench))[1]).toContain(`- ${says}`);
    expect(report.outcome.kind).toBe("nothing");
  });

  test("what a link leads to is not removed either", async () => {
    const bench = await benchOf({
      when: "",
      steps: [
        { do: "write", path: "../../far/outcome.json", text: "{}" },
        { do: "run", command: ["ln", "-sfn", "../../far", ".ao"] },
      ],
    });

    await bench.app.offer(bench.order());

    expect(await isThere(bench, "../../far/outcome.json")).toBe(true);
  });
});

describe("beside other things", () => {
  test("with commits → the commits count, and what it says stands in the summary", async () => {
    const bench = await benchOf({
      when: "",
      steps: [
        { do: "commit", message: "Half", files: { "sum.js": "1\n" } },
        write(question),
        { do: "say", text: "Half is done." },
      ],
    });
    const order = bench.order();

    const report = await bench.app.offer(order);

    if (report.outcome.kind !== "commits") throw new Error(JSON.stringify(report.outcome));
    expect(report.summary).toBe("Half is done.\n\nWhich sum?\n1. One\n2. Two");
    const git = await unpack(bench, order, report.outcome);
    expect(await git("ls-tree", "-r", "--name-only", "refs/ao/in")).not.toContain(".ao");
  });

  test("everything is added and committed after it was written → it is in no commit", async () => {
    const bench = await benchOf({
      when: "",
      steps: [write(question), { do: "commit", message: "All", files: { "sum.js": "1\n" } }],
    });
    const order = bench.order();

    const report = await bench.app.offer(order);

    if (report.outcome.kind !== "commits") throw new Error(JSON.stringify(report.outcome));
    const git = await unpack(bench, order, report.outcome);
    expect(await git("ls-tree", "-r", "--name-only", "refs/ao/in")).not.toContain(".ao");
  });

  test("a stale one of an earlier job → never counts", async () => {
    const bench = await benchOf(
      { when: "again", steps: [{ do: "say", text: "Nothing." }] },
      // It dies before the file is read.
      { when: "", steps: [write(question), { do: "exit", code: 3 }] },
    );

    const first = await bench.app.offer(bench.order());
    expect(await isThere(bench)).toBe(true);
    const second = await bench.app.offer(bench.order({ brief: "again", session: first.session }));

    expect(first.outcome.kind).toBe("crashed");
    expect(second.outcome).toEqual({ kind: "nothing", says: "Nothing." });
    expect(await isThere(bench)).toBe(false);
  });
});

/** A commit of its own, named as the one that fixed it. */
const nameItself = [
  "git commit -q --allow-empty -m Mine && mkdir -p .ao",
  `printf '{"outcome":"already_fixed","commit":"%s","ran":[{"command":"x","exitCode":0}],"says":"Mine."}' $(git rev-parse HEAD) > ${FILE}`,
].join(" && ");
