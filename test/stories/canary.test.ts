/** Secrets planted wherever the app and the runner know some; an agent that looks for them in all it can see. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Dump } from "../support/agent.ts";

test("an agent that looks for secrets in its environment, files and git → finds none of GitHub's or AO's, and none leaves", async () => {
  const planted = [
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "PRIVATE_KEY",
    "WEBHOOK_SECRET",
    "AO_RUNNER_TOKEN",
    "NPM_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "DATABASE_TOKEN",
  ];
  const before = { ...process.env };
  for (const name of planted) process.env[name] = `canary-${name.toLowerCase()}-0123456789`;
  try {
    await story(async (ao) => {
      await ao.script({
        turns: [
          {
            when: "",
            steps: [
              { do: "dump", path: "../dump.json" },
              {
                do: "run",
                command: ["git", "config", "--list", "--show-origin"],
                mayFail: true,
                say: true,
              },
              {
                do: "run",
                command: ["sh", "-c", "env; cat .git/config ../../mirrors/*/config; ls -la / ~"],
                mayFail: true,
                say: true,
              },
              fixSum(),
            ],
          },
        ],
      });
      const number = await ao.openIssue("sum subtracts");
      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      const item = await ao.untilState(number, "in_review");

      const file = path.join(ao.directory, "attic-1", "work", "dump.json");
      const text = await readFile(file, "utf8");
      const dump: Dump = JSON.parse(text);
      const secrets = [
        ...planted.map((name) => `canary-${name.toLowerCase()}`),
        ao.github.app.webhookSecret,
        "runner-token-for-stories",
        "BEGIN RSA PRIVATE KEY",
        ...ao.github.issuedTokens(),
      ];
      const leaves = JSON.stringify([item, ao.issue(number), ao.pull(), dump, text]);
      expect(secrets.length).toBeGreaterThan(12);
      for (const secret of secrets)
        expect([secret, leaves.includes(secret)]).toEqual([secret, false]);
      // It did look: what it may see is there.
      expect(dump.env["HOME"]).toContain(item.workspace);
      expect(Object.keys(dump.files).length).toBeGreaterThan(2);
    });
  } finally {
    process.env = before;
  }
});
