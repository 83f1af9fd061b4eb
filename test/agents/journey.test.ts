import { expect, test } from "vitest";
import { GOOD_SUM, REPOSITORY, story } from "../support/harness.ts";
import { installAgent } from "./install.ts";
import { launchAgent } from "./launch.ts";
import { startModel } from "./model.ts";

test.each(["qwen", "claude"] as const)("%s", async (name) => {
  const installed = await installAgent(name);
  const model = await startModel([
    {
      marker: "checks of your commit",
      plan: [
        { entry: "Read the log", acts: [{ read: "sum.js" }] },
        { entry: "Add", acts: [{ edit: "sum.js", from: "a * b", to: "a + b" }, {run: "node sum.test.js"}] },
        { entry: "Commit", acts: [{ run: "git commit -am 'Add instead of multiplying'" }] },
      ],
      says: "It adds now.",
    },
    {
      marker: "Work on issue #",
      plan: [
        { entry: "Find the cause", acts: [{ read: "sum.js" }] },
        { entry: "Mend it", acts: [{ edit: "sum.js", from: "a - b", to: "a * b" }] },
        { entry: "Commit", acts: [{ run: "git commit -am 'Do not subtract'" }] },
      ],
      says: "It subtracted.",
    },
  ]);
  try {
    const t0 = performance.now();
    await story(
      async (ao) => {
        const number = await ao.openIssue("sum subtracts");
        await ao.github.as("mira").label(REPOSITORY, number, "ao");
        const plans: string[] = [];
        const timer = setInterval(async () => {
          const { rows } = await ao.app.parts.database.client.execute("SELECT * FROM progress").catch((e) => ({ rows: [String(e)] }));
          const now = JSON.stringify(rows);
          if (plans.at(-1) !== now) { plans.push(now); console.log(Math.round(performance.now() - t0), now.slice(-300)); }
        }, 100);
        try {
          const item = await ao.untilState(number, "in_review", 60_000);
          console.log(JSON.stringify(item.attempts));
          expect(await ao.github.git(REPOSITORY).show(ao.pull().head.ref, "sum.js")).toBe(GOOD_SUM);
        } finally {
          clearInterval(timer);
          console.log((await ao.item(number)));
          for (const r of model.requests) console.log(r.background, r.messages.map((m) => `${m.role}:${m.text.slice(0, 150).replaceAll("\n", "⏎")}${m.calls}`).join("\n   "));
        }
      },
      { agent: launchAgent(name, installed, model) },
    );
    console.log(name, performance.now() - t0);
  } finally {
    await model.stop();
  }
});
