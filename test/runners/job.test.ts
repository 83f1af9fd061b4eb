import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readConversations } from "../support/agent.ts";
import { makeBench, unpack } from "./bench.ts";

const fixed = "export const sum = (a, b) => a + b;\n";

test("an order becomes commits in a pack that stands alone, and a report", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "fix the sum",
        steps: [
          { do: "plan", entries: [{ content: "Mend sum.js", status: "in_progress" }] },
          { do: "tool", title: "Edit sum.js", kind: "edit" },
          { do: "commit", message: "Add, not subtract", files: { "sum.js": fixed } },
          { do: "plan", entries: [{ content: "Mend sum.js", status: "completed" }] },
          { do: "usage", costUsd: 0.25 },
          { do: "say", text: "The sum was a difference." },
        ],
      },
    ],
  });
  bench.start();
  const order = bench.order();

  const report = await bench.app.offer(order);

  expect(report.outcome).toMatchObject({ kind: "commits", count: 1 });
  expect(report.summary).toBe("The sum was a difference.");
  expect(report.plan).toEqual([{ content: "Mend sum.js", status: "completed" }]);
  expect(report.costUsd).toBe(0.25);
  if (report.outcome.kind !== "commits") throw new Error("no commits");
  const git = await unpack(bench, order, report.outcome);
  expect(await git("show", "refs/ao/in:sum.js")).toBe(fixed.trim());
  expect(await git("log", "--format=%an <%ae> %s", "refs/ao/in", "^refs/ao/old")).toBe(
    "ao[bot] <ao[bot]@users.noreply.github.com> Add, not subtract",
  );
  expect(bench.app.mistakes).toEqual([]);
  expect(bench.app.leases[0]?.agents).toEqual(["scripted"]);
});

test("the pack stands alone even when a line of a long file changes", async () => {
  const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at} ${at * 7_919}`);
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [{ do: "commit", message: "1", files: { long: [...lines, "end"].join("\n") } }],
      },
    ],
  });
  const from = await bench.github.commit("main", { long: lines.join("\n") });
  bench.start();
  const order = bench.order({ from, base: { branch: "main", sha: from } });

  const report = await bench.app.offer(order);

  if (report.outcome.kind !== "commits") throw new Error(JSON.stringify(report.outcome));
  const git = await unpack(bench, order, report.outcome);
  expect(await git("show", "refs/ao/in:long")).toMatch(/end$/);
});

test("a red check goes to the same conversation after the agent's process is gone", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "a check failed",
        after: "fix the sum",
        steps: [{ do: "commit", message: "Number", files: { "sum.js": "second\n" } }],
      },
      {
        when: "fix the sum",
        steps: [{ do: "commit", message: "Plus", files: { "sum.js": fixed } }],
      },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());
  if (first.outcome.kind !== "commits") throw new Error("no commits");
  const { head } = first.outcome;

  const order = bench.order({
    brief: "Oh no, a check failed.",
    from: head,
    session: first.session,
  });
  const second = await bench.app.offer(order);

  expect(second.outcome).toMatchObject({ kind: "commits", count: 1 });
  expect(second.session).toEqual(first.session);
  const [conversation, ...others] = await readConversations(bench.home());
  expect(others).toEqual([]);
  expect(conversation?.openings.map((one) => one.how)).toEqual(["new", "resume"]);
  expect(new Set(conversation?.openings.map((one) => one.pid)).size).toBe(2);
  expect(await readFile(path.join(bench.work(), "sum.js"), "utf8")).toBe("second\n");
});
