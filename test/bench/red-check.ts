/**
 * P7: from GitHub's word that a check is red until the telling lines of its log stand before the agent, with a log of
 * 10 MB whose failure is in its middle. On purpose AO waits 20 s for checks to be quiet; that wait is set to 50 ms here,
 * since what it costs everybody knows. One pull request goes from red to red.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { StandIn } from "../github/stand-in.ts";
import { readConversations } from "../support/agent.ts";
import type { Script } from "../support/agent.ts";
import type { Figure, Row } from "./figure.ts";
import { quantile } from "./measure.ts";
import { addRunner, REPOSITORY, REQUESTER, setStage, until } from "./stage.ts";

const TRIES_A_ROUND = 2;
/** The agent rests so long before its next push, for the floor to be measured. */
const REST_MS = 500;
/** A machine that is busy with others stalls now and then; it is in the time that is told. */
const GIVE_UP_MS = 90_000;
const TELLING = "AssertionError: expected 3, received -1 (sum.test.js:7)";
/** GitHub puts a time stamp of 29 characters before each. */
const LINE_BYTES = 130;
const LINES = Math.round((10 * 1024 * 1024) / LINE_BYTES);

const PRINT_LOG = `
const lines = Array.from({ length: ${LINES} }, (_, at) =>
  ("  compiled src/part-" + (at % 97) + "/file-" + at + ".js in " + (at % 13) + " ms").padEnd(100, "."));
lines.splice(${Math.round(LINES / 2)}, 0,
  "FAIL sum.test.js", ${JSON.stringify(TELLING)}, "    at sum.test.js:7:3", "1 test failed");
process.stdout.write(lines.join("\\n") + "\\n", () => process.exit(1));
`;

const WORKFLOW = `name: CI
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: node check.js
`;

export const redCheck: Figure = {
  id: "P7",
  meaning: "check red until the telling lines are in the agent's input, log of 10 MB",
  async measure(place, { rounds }) {
    const { github, url } = await setStage(place, {
      files: { "check.js": PRINT_LOG, ".github/workflows/ci.yml": WORKFLOW },
      settings: { AO_QUIET_SECONDS: "0.05", AO_ATTEMPTS: "1000" },
    });
    const promptedFile = path.join(place.directory, "prompted");
    const home = await addRunner(place, url, makeScript(promptedFile));
    const mira = github.as(REQUESTER);
    const number = await mira.openIssue(REPOSITORY, { title: "sum subtracts" });
    await mira.label(REPOSITORY, number, "ao");
    const timesMs: number[] = [];
    const floorsMs: number[] = [];
    // The first prompt is the task; the first red check warms everything.
    for (let at = 0; timesMs.length < rounds * TRIES_A_ROUND; at += 1) {
      const promptedAt = await waitForPrompt(promptedFile, at + 1);
      if (at < 1) continue;
      const red = reds(github)[at - 1];
      if (red === undefined) throw new Error("a prompt that no red check led to");
      const floorMs = await readAlone(github, red.jobId);
      if (at === 1) continue;
      timesMs.push(promptedAt - red.at);
      floorsMs.push(floorMs);
    }
    await checkPrompts(home);
    return {
      rows: describeTimes(timesMs, floorsMs),
      notes: [
        `AO's wait for quiet checks (20 s on purpose) is 50 ms here; the log has ${LINES} lines, the failure stands in the middle`,
        "the floor is the same log fetched from the stand-in and searched for one text",
      ],
    };
  },
};

function describeTimes(timesMs: readonly number[], floorsMs: readonly number[]): Row[] {
  const what = "red check → in the agent's input";
  return [
    {
      what: `${what}, p95 of ${timesMs.length}`,
      ours: [quantile(timesMs, 0.95)],
      unit: "ms",
      against: null,
      better: "lower",
      aim: { of: "ours", limit: 2_000 },
    },
    {
      what,
      ours: timesMs,
      unit: "ms",
      against: { who: "log fetched and searched", series: floorsMs },
      better: "lower",
      aim: null,
    },
  ];
}

/** Notes when it was asked, rests, and pushes something that is as wrong as before. */
function makeScript(promptedFile: string): Script {
  // When this process began, which is when the agent came to this step.
  const note = `require("fs").appendFileSync(process.argv[1], performance.timeOrigin + "\\n")`;
  return {
    turns: [
      {
        when: "",
        steps: [
          { do: "run", command: [process.execPath, "-e", note, promptedFile] },
          { do: "sleep", ms: REST_MS },
          { do: "run", command: ["git", "commit", "--quiet", "--allow-empty", "-m", "Try again"] },
          { do: "say", text: "Mended." },
        ],
      },
    ],
  };
}

/** @returns when the agent was asked for the `nth` time, by this machine's clock */
async function waitForPrompt(file: string, nth: number): Promise<number> {
  let lines: string[] = [];
  await until(
    `prompt ${nth}`,
    async () => {
      const text = await readFile(file, "utf8").catch(() => "");
      lines = text.split("\n").filter((line) => line !== "");
      return lines.length >= nth;
    },
    GIVE_UP_MS,
  );
  return Number(lines[nth - 1]);
}

const CheckRun = z.object({
  check_run: z.object({ id: z.number(), conclusion: z.string().nullable() }),
});

/** Red checks in the order GitHub told of them; a check run's id is its job's. */
function reds(github: StandIn): { jobId: number; at: number }[] {
  return github.deliveries
    .filter(({ event, action }) => event === "check_run" && action === "completed")
    .map(({ payload, at }) => ({ run: CheckRun.parse(JSON.parse(payload)).check_run, at }))
    .filter(({ run }) => run.conclusion === "failure")
    .map(({ run, at }) => ({ jobId: run.id, at }));
}

async function readAlone(github: StandIn, jobId: number): Promise<number> {
  const startedMs = performance.now();
  const answer = await fetch(
    `${github.url}/api/v3/repos/${REPOSITORY}/actions/jobs/${jobId}/logs`,
    { headers: { authorization: `token ${github.userToken(REQUESTER)}` } },
  );
  const log = await answer.text();
  if (!log.includes(TELLING)) throw new Error("the log is not the one that was printed");
  return performance.now() - startedMs;
}

/** What was timed must have been the excerpt. */
async function checkPrompts(home: string): Promise<void> {
  const items = await readdir(path.join(home, "homes"));
  const homes = items.map((item) => path.join(home, "homes", item));
  const conversations = (await Promise.all(homes.map(readConversations))).flat();
  const [, ...afterRed] = conversations.flatMap(({ prompts }) => prompts);
  if (conversations.length !== 1 || afterRed.length === 0) throw new Error("not one conversation");
  if (!afterRed.every(({ text }) => text.includes(TELLING))) {
    throw new Error("an agent was asked to mend a check without its telling line");
  }
}
