/** Commits that nobody has seen yet get the sign-off of their author; what was pushed stays as it is. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { type Bench, makeBench } from "./bench.ts";

const AO = "Signed-off-by: ao[bot] <ao[bot]@users.noreply.github.com>";

/** What the runner keeps of the repository, the new commits among it. */
function mirrorOf(bench: Bench): (...args: string[]) => Promise<string> {
  const cwd = path.join(bench.directory, "mirrors", "7.git");
  return async (...args) => (await execa("git", args, { cwd })).stdout;
}

function run(...command: string[]): { do: "run"; command: string[] } {
  return { do: "run", command };
}

test("commits the agent did not sign off, of whomever, and a merge of the base → each has its author's sign-off, and the base's commits are as they were", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          run("git", "commit", "--allow-empty", "--signoff", "--message", "Begin"),
          { do: "commit", message: "Add\n\nBecause.", files: { "sum.js": "1\n" } },
          run("git", "merge", "--quiet", "--no-edit", "origin/main"),
          { do: "write", path: "b.txt", text: "b\n" },
          run("git", "add", "--all"),
          run("git", "commit", "--author", "Jo <jo@example.com>", "--message", "More\n\nFixes: 1"),
        ],
      },
    ],
  });
  bench.start();
  const base = bench.github.base;
  const main = await bench.github.commit("main", { "other.txt": "other\n" });
  const order = bench.order({ base: { branch: "main", sha: base }, signOff: true });

  const { outcome } = await bench.app.offer(order);

  if (outcome.kind !== "commits") throw new Error(JSON.stringify(outcome));
  const git = mirrorOf(bench);
  const log = await git("log", "--topo-order", "--format=%an: %B%x00", outcome.head, `^${main}`);
  const messages = log.split("\0").map((one) => one.trim());
  expect(messages.filter((one) => one !== "")).toEqual([
    "Jo: More\n\nFixes: 1\nSigned-off-by: Jo <jo@example.com>",
    expect.stringMatching(
      /^ao\[bot\]: Merge remote-tracking branch 'origin\/main' into .*\n\nSigned-off-by: ao/,
    ),
    `ao[bot]: Add\n\nBecause.\n\n${AO}`,
    `ao[bot]: Begin\n\n${AO}`,
  ]);
  expect(await git("merge-base", main, outcome.head)).toBe(main);
  expect(await git("show", `${outcome.head}:b.txt`)).toBe("b");
  expect(outcome).toMatchObject({ count: 5, subject: "More" });
});

test("what was pushed without it stays as it is, and the next turn's commits have it", async () => {
  const bench = await makeBench({
    turns: [{ when: "", steps: [{ do: "commit", message: "One", files: { "a.txt": "1\n" } }] }],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());
  if (first.outcome.kind !== "commits") throw new Error(JSON.stringify(first.outcome));
  await bench.rewrite({
    turns: [{ when: "", steps: [{ do: "commit", message: "Two", files: { "a.txt": "2\n" } }] }],
  });
  const from = first.outcome.head;

  const order = bench.order({ from, session: first.session, signOff: true });
  const second = await bench.app.offer(order);

  if (second.outcome.kind !== "commits") throw new Error(JSON.stringify(second.outcome));
  const git = mirrorOf(bench);
  expect(second.outcome.count).toBe(1);
  expect(await git("log", "-1", "--format=%P", second.outcome.head)).toBe(from);
  expect(await git("log", "-1", "--format=%B", second.outcome.head)).toContain(AO);
});

test("GitHub made the commit anew to sign it → the same conversation goes on from GitHub's, and edits and ignored files are still there", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          {
            do: "commit",
            message: "One",
            files: { "a.txt": "1\n", ".gitignore": "cache\n" },
          },
        ],
      },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());
  if (first.outcome.kind !== "commits") throw new Error(JSON.stringify(first.outcome));
  await writeFile(path.join(bench.work(), "cache"), "precious\n");
  await writeFile(path.join(bench.work(), "a.txt"), "unfinished\n");
  const from = await bench.github.commit("ao/42-sum", { "a.txt": "1\n", ".gitignore": "cache\n" });
  await bench.rewrite({
    turns: [{ when: "", steps: [run("git", "commit", "--all", "--message", "Two")] }],
  });

  const order = bench.order({ from, session: first.session });
  const second = await bench.app.offer(order);

  if (second.outcome.kind !== "commits") throw new Error(JSON.stringify(second.outcome));
  const git = mirrorOf(bench);
  expect(await git("log", "-1", "--format=%P", second.outcome.head)).toBe(from);
  expect(await git("show", `${second.outcome.head}:a.txt`)).toBe("unfinished");
  expect(await readFile(path.join(bench.work(), "cache"), "utf8")).toBe("precious\n");
  expect(second.session).toEqual(first.session);
});
