/**
 * The small repository of the demo, its bug, and what a scripted model does about it: a first try that passes where the
 * agent works and fails in CI, in another time zone, and a second one that reads the log.
 */
import type { Behaviour } from "../agents/model.ts";

export const REPOSITORY = "acme/web";
export const REQUESTER = "mira";

export const ISSUE = {
  title: "Invoices are due a day early in New York",
  body: [
    "A customer in New York sees **28 February 2026** on an invoice that is due on `2026-03-01`.",
    "Here in Lisbon it says 1 March 2026, as it should.",
  ].join("\n"),
};

const DUE = `const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** "2026-03-01" as people read it: "1 March 2026". */
export function formatDue(day) {
  const date = new Date(day);
  return \`\${date.getDate()} \${MONTHS[date.getMonth()]} \${date.getFullYear()}\`;
}
`;

const DUE_TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDue } from "./due.js";

test("noon is on the same day everywhere", () => {
  assert.equal(formatDue("2026-03-15T12:00:00Z"), "15 March 2026");
});
`;

/** Customers are where they are, so CI runs the tests in two places. */
const CI = `name: CI
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        zone: [UTC, America/New_York]
    env:
      TZ: \${{ matrix.zone }}
    steps:
      - uses: actions/checkout@v4
      - run: node --test
`;

export const FILES: Readonly<Record<string, string>> = {
  "README.md": "# web\n\nInvoices for small shops.\n",
  "package.json": `${JSON.stringify({ name: "web", type: "module", scripts: { test: "node --test" } }, null, 2)}\n`,
  "due.js": DUE,
  "due.test.js": DUE_TEST,
  ".github/ao.yml": "verify: node --test\n",
  ".github/workflows/ci.yml": CI,
};

const FIRST_OF_MONTH = `test("the first of a month", () => {
  assert.equal(formatDue("2026-03-01"), "1 March 2026");
});

`;

/** Each is found by words of the brief, so that the order of prompts does not matter. */
export const BEHAVIOURS: readonly Behaviour[] = [
  {
    marker: "The checks of your commit",
    plan: [
      { entry: "Find what still depends on the clock of the machine", acts: [{ read: "due.js" }] },
      {
        entry: "Take month and year in UTC as well",
        acts: [
          { edit: "due.js", from: "date.getMonth()", to: "date.getUTCMonth()" },
          { edit: "due.js", from: "date.getFullYear()", to: "date.getUTCFullYear()" },
        ],
      },
      {
        entry: "Run the tests as in New York, and commit",
        acts: [
          { run: "TZ=America/New_York node --test" },
          { run: "git commit -am 'Take month and year of a due day in UTC as well'" },
        ],
      },
    ],
    says: "The day came from UTC, but the month still from the machine's own time zone: in New York the first of March became the first of February. All three parts come from UTC now. I ran the tests with the clock of New York.",
  },
  {
    marker: "Work on issue #",
    plan: [
      { entry: "Find where the due day is formatted", acts: [{ read: "due.js" }] },
      {
        entry: "Take the day in UTC",
        acts: [{ edit: "due.js", from: "date.getDate()", to: "date.getUTCDate()" }],
      },
      {
        entry: "Add a test for the first of a month",
        acts: [
          { read: "due.test.js" },
          { edit: "due.test.js", from: 'test("noon', to: `${FIRST_OF_MONTH}test("noon` },
        ],
      },
      {
        entry: "Run the tests, and commit",
        acts: [{ run: "node --test" }, { run: "git commit -am 'Take the due day in UTC'" }],
      },
    ],
    says: "A day without a time is midnight in UTC, which is the evening before in New York. formatDue takes the day in UTC now, and a test holds the first of a month. Please look at due.js.",
  },
];
