import { afterEach, beforeEach, expect, test } from "vitest";
import { BRANCH, startBench } from "./bench.ts";
import type { Bench } from "./bench.ts";

const GOOD_SUM = "export const sum = (a, b) => a + b;\n";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

/** The push goes through, and the branch is where it should be. */
async function passes(head: string, ...change: Parameters<Bench["push"]>[1][]): Promise<void> {
  const merged = Object.assign({}, ...change);
  expect(await bench.push(head, merged)).toMatchObject({ pushed: true });
  expect(await bench.branch(merged.branch)).toBe(head);
}

test("one commit that mends the bug", async () => {
  await passes(await bench.commit({ "sum.js": GOOD_SUM }));
});

test("a second push on top of the first", async () => {
  const first = await bench.commit({ "sum.js": GOOD_SUM });
  await passes(first);
  const second = await bench.commit({ "README.md": "# sums\n" }, { parents: [first] });

  await passes(second, {
    from: first,
    expected: first,
    pack: await bench.pack(second, [first, bench.base]),
  });
});

test("the same push twice", async () => {
  const head = await bench.commit({ "sum.js": GOOD_SUM });
  await passes(head);

  await passes(head);
  await passes(head, { expected: head });
});

test("main has moved on meanwhile", async () => {
  const head = await bench.commit({ "sum.js": GOOD_SUM });
  await bench.personPushes("main", { "docs/guide.md": "# New guide\n", "new/file.txt": "new\n" });

  await passes(head);
});

test("main, with a changed workflow and a test less, is merged", async () => {
  const mine = await bench.commit({ "sum.js": GOOD_SUM });
  const main = await bench.personPushes("main", {
    ".github/workflows/ci.yml": "on: [push, pull_request]\njobs: {}\n",
    "sum.test.js": 'import { test } from "vitest";\ntest("adds", () => {});\n',
  });
  const head = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [main, mine] });

  await passes(head, { pack: await bench.pack(head, [bench.base, main]) });
});

test("main is merged, and has moved on three times by the time of the push", async () => {
  const main = await bench.personPushes("main", { "docs/guide.md": "# New guide\n" });
  const mine = await bench.commit({ "sum.js": GOOD_SUM });
  const head = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [main, mine] });
  const pack = await bench.pack(head, [bench.base, main]);
  for (const text of ["1", "2", "3"]) {
    await bench.personPushes("main", { "docs/guide.md": `${text}\n`, "more/file.txt": text });
  }

  await passes(head, { pack });
});

test("a first push that begins at a newer main than the issue did", async () => {
  const main = await bench.personPushes("main", { "docs/guide.md": "# New guide\n" });
  await bench.personPushes("main", { "docs/guide.md": "# Newest guide\n" });
  const head = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [main] });

  await passes(head, { pack: await bench.pack(head, [bench.base, main]) });
});

test("a file is renamed, another is moved with changes", async () => {
  const { base } = bench;
  const head = await bench.commit({
    "docs/guide.md": null,
    "docs/handbook.md": await at(`${base}:docs/guide.md`),
    "src/deep/inside/a.js": null,
    "src/a.js": "export const a = 2;\n",
  });

  await passes(head);
});

test("a test file is renamed", async () => {
  const head = await bench.commit({
    "sum.test.js": null,
    "test/sum.test.js": await at(`${bench.base}:sum.test.js`),
  });

  await passes(head);
});

test("a binary file, with every byte in it", async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_byte, index) => (index * 7) % 256));

  await passes(await bench.commit({ "logo.png": bytes }));
});

test("links that stay inside, to a file, to a folder, up and down again", async () => {
  await passes(
    await bench.commit({
      "src/deep/readme": await bench.link("../../README.md"),
      "src/latest": await bench.link("deep/inside"),
      here: await bench.link("./sum.js"),
      "not-yet": await bench.link("will/be/built"),
    }),
  );
});

test("a link that is moved to where it still stays inside", async () => {
  const first = await bench.commit({ "src/deep/readme": await bench.link("../README.md") });
  await passes(first);
  const second = await bench.commit(
    { "src/deep/readme": null, "src/readme": await bench.link("../README.md") },
    { parents: [first] },
  );

  await passes(second, { from: first, expected: first, pack: await bench.pack(second, [first]) });
});

test("a script becomes executable", async () => {
  const { object } = await at(`${bench.base}:sum.js`);

  await passes(await bench.commit({ "sum.js": { mode: "100755", object } }));
});

test("a file is put back as it was, and so is a test that was taken out on the way", async () => {
  const { base } = bench;
  const first = await bench.commit({ "sum.js": GOOD_SUM, "sum.test.js": null });
  const second = await bench.commit(
    {
      "docs/guide.md": "# Other guide\n",
      "sum.js": await at(`${base}:sum.js`),
      "sum.test.js": await at(`${base}:sum.test.js`),
    },
    { parents: [first] },
  );

  await passes(second);
});

test("200 commits", async () => {
  await passes(await bench.git(["fast-import", "--quiet"], manyCommits(bench.base, 200)));
});

test("names that are strange but sound", async () => {
  await passes(
    await bench.commit({
      "漢字/ファイル.txt": "a",
      "with blank/and (braces) [id]/page.tsx": "a",
      "-rf": "a",
      ".gitignore": "node_modules\n",
      ".gitkeep": "",
      ".github/pull_request_template.md": "What and why?\n",
      "agents.txt": "none\n",
      "👩‍👩‍👧.md": "a family\n",
    }),
  );
});

test("code names differ in case from what is taken away", async () => {
  await passes(await bench.commit({ "README.md": null, "Readme.md": "# web\n" }));
});

test("what looks like a secret but stood there before, or is a placeholder", async () => {
  const key = `ghp_${"Ab3".repeat(12)}`;
  const main = await bench.personPushes("main", { "fixture.txt": `old ${key}\n` });
  const head = await bench.commit(
    {
      "fixture.txt": `old ${key}\nand a new line\n`,
      "env.sample":
        "TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nDB=postgres://user:password1@localhost/db\n",
    },
    { parents: [main] },
  );

  await passes(head, {
    from: main,
    base: { branch: "main", sha: main },
    pack: await bench.pack(head, [main]),
  });
});

test("a person allowed it to take a test away", async () => {
  const head = await bench.commit({ "sum.test.js": null });

  await passes(head, { rules: { protect: [], allowTests: true } });
});

test("the branch of another issue", async () => {
  await passes(await bench.commit({ "sum.js": GOOD_SUM }), { branch: `${BRANCH}/2` });
});

async function at(name: string): Promise<{ mode: string; object: string }> {
  return { mode: "100644", object: await bench.git(["rev-parse", name]) };
}

function manyCommits(from: string, count: number): string {
  const commits = Array.from({ length: count }, (_commit, index) =>
    [
      "commit refs/heads/many",
      "mark :1",
      `committer ao <ao@example.org> ${1_000_000 + index} +0000`,
      "data 4\nmany",
      ...(index === 0 ? [`from ${from}`] : []),
      `M 100644 inline count.txt`,
      `data ${String(index).length}\n${index}`,
    ].join("\n"),
  );
  return `${commits.join("\n")}\nget-mark :1\n`;
}
