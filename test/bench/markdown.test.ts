import { expect, test } from "vitest";
import type { Row } from "./figure.ts";
import { drawSection } from "./markdown.ts";

const machine = {
  date: "2026-11-25",
  cores: 2,
  processor: "some processor",
  system: "Linux",
  node: "v24.21.0",
  git: "2.39.5",
  fileSystem: "ext4",
  load: 0.1,
};

const rate: Row = {
  what: "check_run, 32 connections",
  ours: [900, 1_100, 800],
  unit: "/s",
  against: { who: "Probot", series: [1_000, 1_000, 1_000] },
  better: "higher",
  aim: { of: "ratio", limit: 1 },
};
const disk = { ...rate, against: { who: "disk syncs", series: [450, 550, 200] }, aim: null };
const time: Row = {
  what: "label → runner has the job, p99",
  ours: [40],
  unit: "ms",
  against: null,
  better: "lower",
  aim: { of: "ours", limit: 150 },
};

test("each thing that was measured is one line, with a line for each it was held against", () => {
  const section = drawSection(
    [
      {
        figure: { id: "P1", meaning: "webhooks answered" },
        measured: { rows: [rate, disk], notes: ["a note", "and another"] },
      },
      {
        figure: { id: "P5", meaning: "label to job" },
        measured: { rows: [time], notes: ["git is on loopback"] },
      },
      { figure: { id: "P8", meaning: "recall" }, measured: { rows: [], notes: ["no logs"] } },
    ],
    { machine, rounds: 3 },
  );

  expect(section.slice(section.indexOf("Measured"))).toBe(`Measured 2026-11-25, 2 cores (some \
processor), Linux, Node v24.21.0, git 2.39.5, ext4, load before 0.1.

**P1: webhooks answered**

- check_run, 32 connections: **900/s**
  - 0.9 × Probot 1,000/s, worst 0.8; aim ≥ 1 ×, not met
  - 2 × disk syncs 450/s, worst 2

What to know of it:

- a note
- and another

**P5: label to job**

- label → runner has the job, p99: **40 ms** (aim ≤ 150 ms, met)

What to know of it:

- git is on loopback

**P8: recall**

- no logs
`);
});
