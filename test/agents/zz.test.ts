import { test } from "vitest";
import { REPOSITORY, story, fixSum } from "../support/harness.ts";
test("lost", async () => {
  await story(async (ao) => {
    await ao.script({ turns: [{ when: "", steps: [{ do: "sleep", ms: 2500 }, fixSum()] }] });
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    try { await ao.untilState(number, "in_review", 15_000); } finally { const i = await ao.item(number); console.log(i?.trail.map((t) => t.why).join("\n"), i?.state);
      const { rows } = await ao.app.parts.database.client.execute("SELECT * FROM jobs"); console.log(JSON.stringify(rows).slice(0, 3000)); 
      const lanes = await ao.app.parts.database.client.execute("SELECT * FROM lanes"); console.log(JSON.stringify(lanes.rows).slice(0, 3000)); 
      }
  }, { pace: { lease: { ttlMs: 600, beatMs: 900 } } });
});
