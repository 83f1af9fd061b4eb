/** What a git that was killed leaves behind: lock files that no other git ever takes away. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { makeBench } from "../runners/bench.ts";

const LOCKS = [
  "mirrors/7.git/config.lock",
  "mirrors/7.git/HEAD.lock",
  "mirrors/7.git/packed-refs.lock",
  "mirrors/7.git/refs/heads/main.lock",
  "mirrors/7.git/refs/ao/from/item1.lock",
  "mirrors/7.git/refs/ao/work/item1.lock",
  "work/item1/.git/config.lock",
  "work/item1/.git/HEAD.lock",
  "work/item1/.git/index.lock",
  "work/item1/.git/refs/heads/ao/42-sum.lock",
  "work/item1/.git/refs/remotes/origin/main.lock",
];

test("a killed git has left every lock there is → the next runner works all the same", async () => {
  const bench = await makeBench({
    turns: [{ when: "", steps: [{ do: "commit", message: "Mend", files: { "sum.js": "1\n" } }] }],
  });
  const first = bench.start();
  const { outcome } = await bench.app.offer(bench.order());
  await first.stop({ drain: false });
  const sha = await bench.github.commit("main", { "other.js": "1\n" });
  for (const lock of LOCKS) {
    const file = path.join(bench.directory, lock);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "");
  }
  await bench.rewrite({
    turns: [{ when: "", steps: [{ do: "commit", message: "More", files: { "sum.js": "2\n" } }] }],
  });

  bench.start();
  const second = await bench.app.offer(bench.order({ base: { branch: "main", sha } }));

  expect([outcome.kind, second.outcome]).toMatchObject(["commits", { kind: "commits", count: 2 }]);
});
