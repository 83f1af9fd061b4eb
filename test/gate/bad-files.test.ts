/** Files that must not get pushed, each committed with real git and offered to the real gate; more of them in `rules.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FILES, startBench } from "./bench.ts";
import { commitTree, rawEntry } from "./raw-packs.ts";
import { refuses, refusesFiles } from "./refuses.ts";
import type { Bench } from "./bench.ts";

const GOOD_SUM = "export const sum = (a, b) => a + b;\n";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    ...FILES,
    "GEMINI.md": "Be brief.\n",
    ".gitattributes": "*.psd filter=lfs diff=lfs merge=lfs -text\n*.js text\n",
    "art/old.psd": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "vitest.config.ts":
      "export default { test: { coverage: { thresholds: { branches: 90 } } } };\n",
    "__snapshots__/sum.snap": "exports[`adds 1`] = `3`;\n",
  });
});
afterAll(() => bench.close());

describe("protected", () => {
  test.each([
    ".github/workflows/ci.yml",
    ".GitHub/Workflows/new.yml",
    ".github/workflоws/ci.yml",
    ".github/ao.yml",
    "docs/codeowners",
    "packages/web/AGENTS.md",
    "src/.claude/settings.json",
    ".github/copilot-instructions.md",
    ".ao/outcome.json",
  ])("%s", async (path) => {
    await refusesFiles(
      bench,
      { [path]: "changed\n" },
      { about: "protected", says: `\`${path}\` is protected` },
    );
  });

  test("a workflow that is changed and put back as it was", async () => {
    const path = ".github/workflows/ci.yml";
    const object = await bench.git(["rev-parse", `${bench.base}:${path}`]);
    const first = await bench.commit({ [path]: "on: []\n", "sum.js": GOOD_SUM });
    const head = await bench.commit({ [path]: { mode: "100644", object } }, { parents: [first] });

    await refuses(bench, head, { says: `\`${path}\` is protected` });
  });

  test("a file that is taken away", async () => {
    await refusesFiles(
      bench,
      { ".github/CODEOWNERS": null },
      { says: "`.github/CODEOWNERS` is protected" },
    );
  });

  test("a file that is renamed into it", async () => {
    const object = await bench.git(["rev-parse", `${bench.base}:docs/guide.md`]);

    await refusesFiles(
      bench,
      { "docs/guide.md": null, ".github/workflows/guide.yml": { mode: "100644", object } },
      { says: "`.github/workflows/guide.yml` is protected" },
    );
  });

  test("a link in the place of a folder", async () => {
    await refusesFiles(
      bench,
      { ".claude": await bench.link("docs") },
      { says: "`.claude` is protected" },
    );
  });

  test("what a protected link leads to", async () => {
    const own = await startBench(FILES);
    try {
      const main = await own.commit({
        "AGENTS.md": await own.link("docs/agents/all.md"),
        "docs/agents/all.md": "Be kind.\n",
      });
      await own.git(["push", "-q", own.server.bare, `${main}:refs/heads/main`]);
      const head = await own.commit({ "docs/agents/all.md": "Be evil.\n" }, { parents: [main] });

      const result = await own.push(head, {
        from: main,
        base: { branch: "main", sha: main },
        pack: await own.pack(head, [main]),
      });

      expect(result).toMatchObject({
        says: expect.stringContaining("since `AGENTS.md` leads to it"),
        forAgent: true,
      });
    } finally {
      await own.close();
    }
  });

  test("a merge that undoes what main did to a workflow, without a line of its own", async () => {
    const own = await startBench(FILES);
    try {
      const main = await own.personPushes("main", { ".github/workflows/ci.yml": "on: push\n" });
      const mine = await own.commit({ "sum.js": GOOD_SUM });
      const head = await own.commit({}, { parents: [mine, main] });

      const result = await own.push(head, { pack: await own.pack(head, [own.base, main]) });

      expect(result).toMatchObject({
        says: expect.stringContaining("undoes what `main` has done to `.github/workflows/ci.yml`"),
        forAgent: true,
      });
    } finally {
      await own.close();
    }
  });

  test("by the repository", async () => {
    const head = await bench.commit({ "infra/.terraform/deep/state": "changed\n" });

    await refuses(
      bench,
      head,
      {
        about: "protect_list",
        says: "`infra/.terraform/deep/state` is protected by `protect`",
      },
      { rules: { protect: ["other/*", "infra/**"], allowTests: true } },
    );
  });
});

describe("names", () => {
  test.each([
    [".git/config", /is a part of git itself/],
    ["sub/.GIT/hooks/pre-commit", /is a part of git itself/],
    ["git~1/config", /is a part of git itself/],
    [".g\u200Cit/config", /is a part of git itself/],
    ["../evil", /leads out of the repository/],
    ["a\nb.txt", /a control character/],
    ["a\\b.txt", /a backslash/],
    ["n".repeat(256), /too long/],
  ])("%j", async (path, says) => {
    await refusesFiles(bench, { [path]: "1\n" }, { says });
  });

  test("that are not UTF-8", async () => {
    const name = Buffer.from([0x66, 0xfc, 0x72]).toString("latin1");
    const head = await commitTree(bench, rawEntry("100644", name, await bench.blob("1\n")));

    await refuses(bench, head, { says: /not UTF-8/ });
  });

  test("that differ from another file's in case only", async () => {
    await refusesFiles(
      bench,
      { "readme.md": "1\n" },
      { says: "`README.md` and `readme.md` are the same" },
    );
  });

  test("of a folder that differ from another one's in case only", async () => {
    await refusesFiles(
      bench,
      { "src/Deep/b.js": "1\n" },
      { says: "`src/Deep` and `src/deep` are the same" },
    );
  });

  test("that differ in how an accent is written only", async () => {
    await refusesFiles(
      bench,
      { "caf\u00e9.md": "1\n", "cafe\u0301.md": "2\n" },
      { says: "are the same" },
    );
  });

  test("a new submodule, and one without `.gitmodules`", async () => {
    const object = bench.base;

    await refusesFiles(
      bench,
      { lib: { mode: "160000", object } },
      { says: "`lib` is a submodule" },
    );
  });
});

describe("links", () => {
  test.each([
    ["/etc/passwd", "evil"],
    ["../../outside", "src/evil"],
    ["deep/../../../etc", "src/evil"],
  ])("to %j at %s", async (target, path) => {
    const link = await bench.link(target);

    await refusesFiles(
      bench,
      { [path]: link },
      { says: `\`${path}\` is a link that leaves the repository` },
    );
  });

  test("a link that is moved to where it no longer stays inside", async () => {
    const own = await startBench(FILES);
    try {
      const main = await own.commit({ "src/deep/link": await own.link("../../README.md") });
      await own.git(["push", "-q", own.server.bare, `${main}:refs/heads/main`]);
      const link = await own.link("../../README.md");
      const head = await own.commit({ "src/deep/link": null, link }, { parents: [main] });

      const result = await own.push(head, {
        from: main,
        base: { branch: "main", sha: main },
        pack: await own.pack(head, [main]),
      });

      expect(result).toMatchObject({
        says: expect.stringContaining("`link` is a link that leaves"),
      });
    } finally {
      await own.close();
    }
  });
});

describe("filters and large files", () => {
  const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"ab".repeat(32)}\nsize 12\n`;

  test("a pointer into Git LFS", async () => {
    await refusesFiles(
      bench,
      { "model.bin": POINTER },
      { says: "`model.bin` is a Git LFS pointer" },
    );
  });

  test("a pointer that is gone by the last commit", async () => {
    const first = await bench.commit({ "model.bin": POINTER });
    const head = await bench.commit({ "model.bin": null }, { parents: [first] });

    await refuses(bench, head, { says: "`model.bin` is a Git LFS pointer" });
  });

  test("a file itself, where a pointer should be", async () => {
    await refusesFiles(
      bench,
      { "art/new.psd": "8BPS" },
      { says: "`art/new.psd` is kept in Git LFS" },
    );
  });

  test.each([
    [".gitattributes", "*.psd filter=lfs diff=lfs merge=lfs -text\n*.js text\n*.bin filter=lfs\n"],
    ["src/.gitattributes", "*.js filter=evil\n"],
    ["src/.GITATTRIBUTES", "[attr]evil filter=evil\n"],
  ])("a new filter in %s", async (path, text) => {
    await refusesFiles(bench, { [path]: text }, { says: `\`${path}\` sets a filter` });
  });
});

describe("what makes checks say nothing", () => {
  test.each(["Mend it [skip ci]", "Mend it\n\n[CI SKIP]", "Mend\n\nskip-checks: true"])(
    "a message: %j",
    async (message) => {
      const says = /^The message of commit \w{7} says `.{5,20}`, and no check would run/;

      await refusesFiles(bench, { "sum.js": GOOD_SUM }, { says }, { message });
    },
  );

  test("a test file that is deleted", async () => {
    await refusesFiles(
      bench,
      { "sum.test.js": null },
      {
        about: "tests",
        says: /^`sum\.test\.js` is deleted with its 2 tests\. .*`\/ao allow tests`\.$/,
      },
    );
  });

  test("a test that is skipped, another one that is gone", async () => {
    const text = String(FILES["sum.test.js"]).replace('test("adds"', 'test.skip("adds"');

    await refusesFiles(
      bench,
      { "sum.test.js": text },
      { says: "`sum.test.js` skips 1 more than before" },
    );
  });

  test("a failure that is hidden, and a threshold that goes down", async () => {
    await refusesFiles(
      bench,
      {
        "package.json": String(FILES["package.json"]).replace("vitest run", "vitest run || true"),
        "vitest.config.ts":
          "export default { test: { coverage: { thresholds: { branches: 80 } } } };\n",
      },
      {
        says: "`package.json` hides a failure (`|| true`); `vitest.config.ts` lowers `branches` from 90 to 80.",
      },
    );
  });

  test("a snapshot that is rewritten alone", async () => {
    await refusesFiles(
      bench,
      { "__snapshots__/sum.snap": "exports[`adds 1`] = `-1`;\n" },
      { says: "`__snapshots__/sum.snap` is rewritten, and no code is" },
    );
  });

  test("tests that main added, and a merge that leaves them out", async () => {
    const own = await startBench(FILES);
    try {
      const more = `${FILES["sum.test.js"]}test("more", () => expect(sum(2, 2)).toBe(4));\n`;
      const main = await own.personPushes("main", { "sum.test.js": more });
      const mine = await own.commit({ "sum.js": GOOD_SUM });
      const head = await own.commit({}, { parents: [mine, main] });

      const result = await own.push(head, { pack: await own.pack(head, [own.base, main]) });

      expect(result).toMatchObject({
        says: expect.stringContaining("`sum.test.js` lost 1 of its 3 tests"),
      });
    } finally {
      await own.close();
    }
  });
});
