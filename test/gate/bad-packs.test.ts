/** Packs that must not get pushed, each made with real git and offered to the real gate. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBench } from "./bench.ts";
import {
  commitTree,
  flip,
  makePack,
  packWithout,
  rawEntry,
  rawObject,
  rawTree,
  sha1,
  varint,
} from "./raw-packs.ts";
import { refuses, refusesFiles } from "./refuses.ts";
import type { Bench } from "./bench.ts";

const GOOD_SUM = "export const sum = (a, b) => a + b;\n";
const MB = 1024 * 1024;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe("the pack", () => {
  const broken = { says: "What the runner handed over is", forAgent: false };

  test.each([
    ["is empty", () => Buffer.alloc(0)],
    ["is garbage", () => Buffer.from("not a pack at all, but some words")],
    ["is cut off", (pack: Buffer) => pack.subarray(0, pack.length - 30)],
    ["has a flipped bit", (pack: Buffer) => flip(pack, Math.floor(pack.length / 2))],
    ["has another checksum", (pack: Buffer) => flip(pack, pack.length - 1)],
  ])("%s", async (_name, damage) => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });

    await refuses(bench, head, broken, { pack: damage(await bench.pack(head)) });
  });

  test("claims four thousand million objects", async () => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });
    const pack = await bench.pack(head);
    pack.writeUInt32BE(0xff_ff_ff_ff, 8);

    await refuses(bench, head, { says: "larger than the 64 MB" }, { pack });
  });

  test("has no such head", async () => {
    const other = await bench.commit({ "docs/guide.md": "# Other\n" });
    const head = await bench.commit({ "sum.js": GOOD_SUM });

    await refuses(bench, head, broken, { pack: await bench.pack(other) });
  });

  test("has a head that is no commit", async () => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });
    const tree = await bench.git(["rev-parse", `${head}^{tree}`]);

    await refuses(bench, tree, broken, { pack: await bench.pack(head) });
  });

  test("lacks a commit on the way", async () => {
    const first = await bench.commit({ "docs/guide.md": "# One\n" });
    const head = await bench.commit({ "sum.js": GOOD_SUM }, { parents: [first] });

    const pack = await bench.pack(head, [first]);
    await refuses(
      bench,
      head,
      { says: `build on ${first.slice(0, 7)}, which is neither` },
      { pack },
    );
  });

  test("lacks a folder", async () => {
    const head = await bench.commit({ "src/deep/new/b.js": "1\n" });
    const lacking = await bench.git(["rev-parse", `${head}:src/deep/new`]);

    await refuses(bench, head, broken, { pack: await packWithout(bench, head, lacking) });
  });

  test("lacks a file, so that nobody could look at it", async () => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });
    const lacking = await bench.git(["rev-parse", `${head}:sum.js`]);

    await refuses(
      bench,
      head,
      { says: "what is in `sum.js` is missing", forAgent: false },
      { pack: await packWithout(bench, head, lacking) },
    );
  });

  test("lacks a file that GitHub has, in a branch that nobody has approved yet", async () => {
    await bench.personPushes("unfinished", { "evil.js": "export const evil = true;\n" });
    const object = await bench.blob("export const evil = true;\n");
    const head = await bench.commit({ "good.js": { mode: "100644", object } });

    await refuses(
      bench,
      head,
      { says: "what is in `good.js` is missing", forAgent: false },
      { pack: await packWithout(bench, head, object) },
    );
  });

  test("unpacks to a thousand times its size: a file of zeros", async () => {
    const head = await bench.commit({
      zeros: { mode: "100644", object: sha1("blob", Buffer.alloc(48 * MB)) },
    });
    const bomb = makePack([
      await rawObject(bench, head),
      await rawObject(bench, `${head}^{tree}`),
      { type: 3, bytes: Buffer.alloc(48 * MB) },
    ]);
    expect(bomb.length).toBeLessThan(MB);

    await refuses(bench, head, { says: "`zeros` has 48 MB" }, { pack: bomb });
  });

  test("unpacks to a gigabyte: a difference that repeats itself", async () => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });
    const block = Buffer.alloc(MB, "a");
    const size = 1024 * MB;
    const delta = Buffer.concat([
      varint(block.length),
      varint(size),
      // Copy 64 KB from the beginning, again and again.
      Buffer.alloc(size / 0x1_00_00, 0x80),
    ]);
    const bomb = makePack([
      await rawObject(bench, head),
      { type: 3, bytes: block },
      { type: 7, base: sha1("blob", block), bytes: delta },
    ]);

    await refuses(bench, head, { says: "far too large" }, { pack: bomb });
  });

  test("is larger than is looked at", async () => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });

    await refuses(bench, head, { says: "larger than the 64 MB" }, { pack: Buffer.alloc(65 * MB) });
  });

  test("has a folder with the same name twice", async () => {
    const object = await bench.blob("1\n");
    const entry = rawEntry("100644", "zz.js", object);
    const head = await commitTree(
      bench,
      Buffer.concat([await rawTree(bench, bench.base), entry, entry]),
    );

    await refuses(bench, head, broken);
  });

  test("has a name with a slash in it", async () => {
    const object = await bench.blob("1\n");
    const entry = rawEntry("100644", "zz/evil", object);
    const head = await commitTree(bench, Buffer.concat([await rawTree(bench, bench.base), entry]));

    await refuses(bench, head, broken);
  });
});

describe("amounts", () => {
  test("a tree of ten thousand million files, made of ten small ones", async () => {
    let entry = `100644 blob ${await bench.blob("1\n")}`;
    for (let level = 0; level < 10; level += 1) {
      const names = Array.from({ length: 10 }, (_name, index) => `${entry}\td${index}\0`);
      entry = `040000 tree ${await bench.git(["mktree", "-z"], names.join(""))}`;
    }
    const tree = await bench.git(["mktree", "-z"], `${entry}\tdeep\0`);
    const head = await bench.git(["commit-tree", tree, "-p", bench.base], "Add a few files\n");

    await refuses(bench, head, { says: "change far too many files" });
  });

  test("folders a hundred and fifty deep", async () => {
    await refusesFiles(
      bench,
      { [`${"d/".repeat(150)}f`]: "1\n" },
      { says: "nest folders far too deep" },
    );
  });

  test("the whole repository in a hundred thousand places of itself", async () => {
    let entry = `040000 tree ${await bench.git(["rev-parse", `${bench.base}^{tree}`])}`;
    for (let level = 0; level < 5; level += 1) {
      const names = Array.from({ length: 10 }, (_name, index) => `${entry}\td${index}\0`);
      entry = `040000 tree ${await bench.git(["mktree", "-z"], names.join(""))}`;
    }
    const tree = await bench.git(["mktree", "-z"], `${entry}\tdeep\0`);
    const head = await bench.git(["commit-tree", tree, "-p", bench.base], "Copy a bit\n");

    await refuses(bench, head, { says: "change far too many files" });
  });

  test("501 files", async () => {
    const files = Array.from({ length: 501 }, (_file, index) => [`modules/f${index}.js`, "1\n"]);

    await refusesFiles(bench, Object.fromEntries(files), {
      says: "501 files are too many for one pull request (at most 500): 501 of them are in `modules/`",
    });
  });

  test("a file of 21 MB, added and taken away again", async () => {
    const first = await bench.commit({ "big.bin": Buffer.alloc(21 * MB) });
    const head = await bench.commit({ "big.bin": null }, { parents: [first] });

    await refuses(bench, head, { says: "`big.bin` has 21 MB; at most 20 are pushed" });
  });

  test("three files of 17 MB", async () => {
    await refusesFiles(
      bench,
      {
        "a.bin": Buffer.alloc(17 * MB, "a"),
        "b.bin": Buffer.alloc(17 * MB, "b"),
        "c.bin": Buffer.alloc(17 * MB, "c"),
      },
      { says: "The new files have 51 MB together" },
    );
  });

  test("a message of 300 KB", async () => {
    await refusesFiles(
      bench,
      { "sum.js": GOOD_SUM },
      { says: /^The message of commit \w{7} is far too long/ },
      { message: "a ".repeat(150_000) },
    );
  });
});

describe("where to", () => {
  test.each([
    "main",
    "feature/ao/7",
    "ao",
    "ao/",
    "ao/../main",
    "ao/x..y",
    "ao/x.lock",
    "ao/x/",
    "ao/.x",
    "ao/-x",
    "ao/x y",
    "ao/x:refs/heads/main",
    "ao/x\n",
  ])("%j is not AO's", async (branch) => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });

    await refuses(
      bench,
      head,
      { says: "is not one of AO's branches", forAgent: false },
      { branch },
    );
  });

  test("the base branch is not AO's, whatever its name", async () => {
    const head = await bench.commit({ "sum.js": GOOD_SUM });
    const change = { branch: "ao/main", base: { branch: "ao/main", sha: bench.base } };

    await refuses(bench, head, { says: "is not one of AO's branches", forAgent: false }, change);
  });

  test.each(["HEAD", "--upload-pack=evil", "refs/heads/main", "A".repeat(40)])(
    "%s is no commit's name",
    async (head) => {
      const pack = Buffer.alloc(0);

      await refuses(
        bench,
        head,
        { says: "is not the name of a commit", forAgent: false },
        { pack },
      );
    },
  );
});
