/** Job logs as GitHub Actions writes them, made up for the tests. */

/** What an ecosystem prints when it fails: the command of the step, its output, what a reader must see of it. */
export type Sample = { name: string; run: string; output: string; keep: string[] };

const stamp = (line: string, index: number): string =>
  `2026-03-04T05:06:${String(index % 60).padStart(2, "0")}.1234567Z ${line}`;

/** Numbered lines of a build that goes well. */
export const progress = (count: number, what = "built module"): string[] =>
  Array.from(
    { length: count },
    (_unused, index) => `${what} ${index} of ${count} in ${index % 90} ms`,
  );

export const setUp = [
  "Current runner version: '2.333.1'",
  "##[group]Operating System",
  "Ubuntu",
  "##[endgroup]",
  "##[group]Run actions/checkout@v6",
  "with:",
  "  fetch-depth: 1",
  "##[endgroup]",
  "Syncing repository: acme/web",
  "##[group]Run npm ci --fail-fast",
  "npm ci --fail-fast",
  "shell: /usr/bin/bash -e {0}",
  "##[endgroup]",
  "npm warn deprecated error-stack@1.0.0: no longer supported",
  "added 812 packages, 0 errors",
];

export const cleanUp = (code: number): string[] => [
  `##[error]Process completed with exit code ${code}.`,
  "Post job cleanup.",
  "[command]/usr/bin/git version",
  "[command]/usr/bin/git config --local --unset-all core.sshCommand",
  "Cleaning up orphan processes",
];

/** The header of a step, its command coloured as the runner does. */
export const header = (run: string): string[] => [
  `##[group]Run ${run.split("\n")[0]}`,
  ...run.split("\n").map((line) => `\u001B[36;1m${line}\u001B[0m`),
  "shell: /usr/bin/bash -e {0}",
  "env:",
  "  CI: true",
  "##[endgroup]",
];

/** A whole job that fails in `run`, with `noise` lines of ordinary output around what explains it. */
export const jobLog = ({ run, output }: Pick<Sample, "run" | "output">, noise = 400): string =>
  [
    ...setUp,
    ...header(run),
    ...progress(noise),
    ...output.split("\n"),
    ...progress(noise, "stopped worker"),
    ...cleanUp(1),
  ]
    .map(stamp)
    .join("\n");
