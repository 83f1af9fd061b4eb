import { access, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { type Bench, makeBench } from "./bench.ts";

const commits = (text: string) => [
  { do: "commit" as const, message: text, files: { "sum.js": `${text}\n` } },
];
const mirror = (bench: Bench) => path.join(bench.directory, "mirrors", "7.git");
const git = async (cwd: string, ...args: string[]) => (await execa("git", args, { cwd })).stdout;

test("what was not pushed is rescued when the branch went on without it", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: commits("mine") }] });
  bench.start();
  const first = await bench.app.offer(bench.order());
  if (first.outcome.kind !== "commits") throw new Error(JSON.stringify(first.outcome));
  await writeFile(path.join(bench.work(), "notes.txt"), "unfinished\n");
  const theirs = await bench.github.commit("ao/42-sum", { "sum.js": "theirs\n" });
  await bench.rewrite({ turns: [{ when: "", steps: [{ do: "say", text: "I see." }] }] });

  const second = await bench.app.offer(bench.order({ from: theirs, session: first.session }));

  expect(second.outcome).toMatchObject({ kind: "nothing" });
  expect(await readFile(path.join(bench.work(), "sum.js"), "utf8")).toBe("theirs\n");
  await expect(access(path.join(bench.work(), "notes.txt"))).rejects.toThrow("ENOENT");
  const refs = await git(
    mirror(bench),
    "for-each-ref",
    "--format=%(refname)",
    "refs/ao/rescue/item1",
  );
  expect(await git(mirror(bench), "show", `${refs}:notes.txt`)).toBe("unfinished");
  expect(await git(mirror(bench), "merge-base", "--is-ancestor", first.outcome.head, refs)).toBe(
    "",
  );
});

test("a new conversation does not trip over the edits of an old one, and they are kept", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: [{ do: "say", text: "ok" }] }] });
  bench.start();
  await bench.app.offer(bench.order());
  await writeFile(path.join(bench.work(), "sum.js"), "unfinished\n");

  await bench.app.offer(bench.order({ session: null }));

  expect(await readFile(path.join(bench.work(), "sum.js"), "utf8")).toContain("a - b");
  const refs = await git(mirror(bench), "for-each-ref", "--format=%(refname)", "refs/ao/rescue");
  expect(await git(mirror(bench), "show", `${refs}:sum.js`)).toBe("unfinished");
});

test("a tree that git can't read is moved aside, not deleted", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: commits("fine") }] });
  bench.start();
  await bench.app.offer(bench.order());
  await writeFile(path.join(bench.work(), "precious"), "1");
  await writeFile(path.join(bench.work(), ".git", "HEAD"), "nonsense");
  const order = bench.order();

  const report = await bench.app.offer(order);

  expect(report.outcome).toMatchObject({ kind: "commits" });
  const aside = path.join(bench.directory, "aside", `item1-${order.jobId}`);
  expect(await readFile(path.join(aside, "precious"), "utf8")).toBe("1");
});

test("two items of one repository are worked on at the same time", async () => {
  const bench = await makeBench({
    turns: [
      { when: "one", steps: [{ do: "sleep", ms: 500 }, ...commits("one")] },
      { when: "two", steps: [{ do: "sleep", ms: 500 }, ...commits("two")] },
    ],
  });
  bench.config.parallel = 2;
  bench.start();

  const reports = await Promise.all([
    bench.app.offer(bench.order({ itemId: "one", brief: "one", branch: "ao/1" })),
    bench.app.offer(bench.order({ itemId: "two", brief: "two", branch: "ao/2" })),
  ]);

  expect(reports.map((report) => report.outcome.kind)).toEqual(["commits", "commits"]);
  expect(await readFile(path.join(bench.work("one"), "sum.js"), "utf8")).toBe("one\n");
  expect(await readFile(path.join(bench.work("two"), "sum.js"), "utf8")).toBe("two\n");
});

test("without GitHub an old mirror will do as long as it has the commits", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: commits("offline") }] });
  bench.start();
  await bench.app.offer(bench.order({ itemId: "before" }));
  bench.github.breakWith = 502;

  const report = await bench.app.offer(bench.order());
  const unknown = await bench.app.offer(bench.order({ itemId: "item2", from: "1".repeat(40) }));

  expect(report.outcome).toMatchObject({ kind: "commits" });
  expect(unknown.outcome).toMatchObject({ kind: "crashed", diagnosis: { what: "workspace" } });
});

test("a commit that no branch leads to is fetched by its name", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: commits("more") }] });
  const from = await bench.github.commit("gone", { "sum.js": "gone\n" });
  await bench.github.git("config", "uploadpack.allowAnySHA1InWant", "true");
  await bench.github.git("update-ref", "-d", "refs/heads/gone");
  bench.start();

  const report = await bench.app.offer(bench.order({ from }));

  expect(report.outcome).toMatchObject({ kind: "commits", count: 1 });
});

test("the newest base can be merged without a network, and the pack does not carry it", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "merge",
        steps: [
          { do: "run", command: ["git", "merge", "--no-ff", "--message", "Merge", "origin/main"] },
        ],
      },
      { when: "", steps: [{ do: "commit", message: "Mine", files: { mine: "1" } }] },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());
  if (first.outcome.kind !== "commits") throw new Error(JSON.stringify(first.outcome));
  const theirs = await bench.github.commit("main", { theirs: "2" });
  const order = bench.order({ from: first.outcome.head, session: first.session, brief: "merge" });

  const second = await bench.app.offer(order);

  if (second.outcome.kind !== "commits") throw new Error(JSON.stringify(second.outcome));
  const { head } = second.outcome;
  expect(await git(mirror(bench), "log", "-1", "--format=%P", head)).toBe(
    `${first.outcome.head} ${theirs}`,
  );
  const pack = bench.app.job(order.jobId).packs.get(second.outcome.pack);
  // The merge and its root tree: header's object count.
  expect(pack?.readUInt32BE(8)).toBe(2);
});

test("no hook, filter or submodule of the repository runs, and no push is possible", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "write", path: ".git/hooks/pre-commit", text: "#!/bin/sh\ntouch ../hooked\n" },
          { do: "run", command: ["chmod", "+x", ".git/hooks/pre-commit"] },
          ...commits("more"),
          { do: "run", command: ["git", "push", "origin", "HEAD:main"], mayFail: true, say: true },
        ],
      },
    ],
  });
  const from = await bench.github.commit("main", {
    ".gitattributes": "*.bin filter=lfs\n",
    "a.bin": "version https://git-lfs.github.com/spec/v1\n",
    ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = https://example.invalid/x\n',
  });
  bench.start();

  const report = await bench.app.offer(bench.order({ from }));

  expect(report.outcome).toMatchObject({ kind: "commits" });
  expect(report.summary).toContain("ao-pushes-your-commits");
  await expect(access(path.join(bench.directory, "work", "hooked"))).rejects.toThrow("ENOENT");
  expect(await bench.github.git("rev-parse", "main")).toBe(from);
});

test("what an agent writes into its git configuration runs in none of the runner's own commands", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "run", command: ["git", "config", "core.fsmonitor", "touch ../../owned; false"] },
          { do: "run", command: ["git", "config", "core.sshCommand", "touch ../../owned"] },
          {
            do: "run",
            command: ["git", "config", "uploadpack.packObjectsHook", "touch ../../owned"],
          },
          { do: "run", command: ["git", "config", "core.editor", "touch ../../owned"] },
          ...commits("more"),
        ],
      },
    ],
  });
  bench.start();

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({ kind: "commits" });
  await expect(access(path.join(bench.directory, "owned"))).rejects.toThrow("ENOENT");
  expect(await readFile(path.join(mirror(bench), "config"), "utf8")).not.toContain("owned");
});
