/** Histories that must not get pushed, each made with real git and offered to the real gate. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BRANCH, startBench } from "./bench.ts";
import { refuses } from "./refuses.ts";
import type { Bench } from "./bench.ts";

const GOOD_SUM = "export const sum = (a, b) => a + b;\n";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe("history", () => {
  test("was rewritten: the new commits don't follow from the base", async () => {
    const root = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [] });

    await refuses(
      bench,
      root,
      { says: /history was rewritten/ },
      { pack: await bench.pack(root, []) },
    );
  });

  test("was rewritten: a commit of what was pushed before is missing", async () => {
    const pushed = await bench.commit({ "docs/guide.md": "# One\n" });
    await bench.git(["push", "-q", bench.server.bare, `${pushed}:refs/heads/elsewhere`]);
    const head = await bench.commit({ "sum.js": GOOD_SUM });

    await refuses(bench, head, { says: /history was rewritten/ }, { from: pushed });
  });

  test("leads to a commit of nobody", async () => {
    const stranger = await bench.commit({ "evil.js": "1\n" }, { parents: [] });
    const head = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [bench.base, stranger] });

    const pack = await bench.pack(head, [bench.base, stranger]);
    await refuses(
      bench,
      head,
      { says: `build on ${stranger.slice(0, 7)}, which is neither` },
      { pack },
    );
  });

  test("leads to a branch that nobody has approved yet", async () => {
    const other = await bench.personPushes("unfinished", { "evil.js": "1\n" });
    const head = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [bench.base, other] });

    const pack = await bench.pack(head, [bench.base, other]);
    await refuses(
      bench,
      head,
      { says: `build on ${other.slice(0, 7)}, which is neither` },
      { pack },
    );
  });

  test("begins anew beside, and is merged into what is there", async () => {
    const root = await bench.commit({ "evil.js": "1\n" }, { parents: [] });
    const head = await bench.commit({ "evil.js": "1\n" }, { parents: [bench.base, root] });

    await refuses(bench, head, { says: /history was rewritten/ });
  });

  test("an octopus, one arm of which is nobody's", async () => {
    const one = await bench.commit({ "a.js": "1\n" });
    const two = await bench.commit({ "b.js": "1\n" });
    const stranger = await bench.commit({ "evil.js": "1\n" }, { parents: [] });
    const head = await bench.commit({}, { parents: [bench.base, one, two, stranger] });

    const pack = await bench.pack(head, [bench.base, stranger]);
    await refuses(bench, head, { says: `build on ${stranger.slice(0, 7)}` }, { pack });
  });

  test("a replacement that would lead elsewhere is not looked at", async () => {
    const evil = await bench.commit({ ".github/workflows/ci.yml": "on: []\n" });
    const good = await bench.commit({ "sum.js": GOOD_SUM });
    await bench.git(["replace", evil, good]);

    try {
      await refuses(bench, evil, { says: "`.github/workflows/ci.yml` is protected" });
    } finally {
      await bench.git(["replace", "-d", evil]);
    }
  });

  test("has nothing new in it", async () => {
    await refuses(bench, bench.base, { says: "There is no new commit." });
  });

  test("has 201 commits", async () => {
    let stream = "";
    for (let index = 0; index < 201; index += 1) {
      const from = index === 0 ? `from ${bench.base}\n` : "";
      stream += `commit refs/heads/many\nmark :1\ncommitter ao <a@b> ${index} +0000\ndata 1\nx\n${from}`;
      stream += `M 644 inline n.txt\ndata 3\n${100 + index}\n`;
    }
    const head = await bench.git(["fast-import", "--quiet"], `${stream}\nget-mark :1\n`);

    await refuses(bench, head, { says: "201 commits are too many" });
  });
});

describe("merges", () => {
  const hidden = "an evil merge: in none of its parents";

  test(`${hidden}, a workflow`, async () => {
    const one = await bench.commit({ "a.js": "1\n" });
    const two = await bench.commit({ "b.js": "1\n" });
    const head = await bench.commit(
      { "b.js": "1\n", ".github/workflows/evil.yml": "on: []\n" },
      { parents: [one, two] },
    );

    await refuses(bench, head, { says: "`.github/workflows/evil.yml` is protected" });
  });

  test(`${hidden}, a secret in a file that both changed, gone one commit later`, async () => {
    const one = await bench.commit({ "a.js": "1\n" });
    const two = await bench.commit({ "a.js": "2\n" });
    const merge = await bench.commit(
      { "a.js": `ghp_${"Ab3".repeat(12)}\n` },
      { parents: [one, two, bench.base] },
    );
    const head = await bench.commit({ "a.js": "3\n" }, { parents: [merge] });

    await refuses(bench, head, { about: "secret", says: "`a.js` line 1 holds" });
  });

  test("of a commit of its own that is older, which takes a test back out", async () => {
    const own = await startBench();
    try {
      const more = `test("more", () => expect(1).toBe(1));\n`;
      const text = await own.git(["show", `${own.base}:sum.test.js`]);
      const pushed = await own.commit({ "sum.test.js": `${text}\n${more}` });
      await own.git(["push", "-q", own.server.bare, `${pushed}:refs/heads/${BRANCH}`]);
      const head = await own.commit({ "sum.js": GOOD_SUM }, { parents: [own.base, pushed] });

      const pack = await own.pack(head, [pushed]);
      const result = await own.push(head, { pack, from: pushed, expected: pushed });

      expect(result).toMatchObject({
        about: "tests",
        says: expect.stringContaining("`sum.test.js` lost 1 of its 3 tests (`more`)"),
      });
    } finally {
      await own.close();
    }
  });
});
