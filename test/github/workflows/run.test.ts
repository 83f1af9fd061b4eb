import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type JobPlan, type JobResult, type RunOptions, runJob } from "./index.ts";
import { plan, push } from "./samples.ts";

describe("running a job", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "workflow-test-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const run = async (
    steps: string,
    more: Partial<RunOptions> & { job?: string } = {},
  ): Promise<JobResult> => {
    const { job: keys = "", ...options } = more;
    const text = `on: push\njobs:\n  test:\n    runs-on: x\n${indent(keys, 4)}    steps:\n${indent(steps, 6)}`;
    return runJob(first(await plan(text)), { ...runOptions(directory), ...options });
  };

  test("writes GitHub's raw log, byte for byte", async () => {
    const seen: string[] = [];
    const result = await run(
      `- uses: actions/checkout@v4
- run: |
    echo "one $NAME"
    echo "two's {2} \${{ format('{0}}}', 2) }}" >&2
  env: { NAME: "\${{ github.ref_name }}" }
- run: exit 3`,
      { onLine: (line) => seen.push(line) },
    );

    const body = result.log.slice(result.log.indexOf("Complete job name"));
    expect(body.replaceAll("2026-11-21T09:00:00.0000000Z ", "| ")).toBe(`Complete job name: test
| ##[group]Run actions/checkout@v4
| ##[endgroup]
| Syncing repository: acme/web
| ##[group]Run echo "one $NAME"
| \u001B[36;1mecho "one $NAME"\u001B[0m
| \u001B[36;1mecho "two's {2} 2}" >&2\u001B[0m
| shell: /usr/bin/bash -e {0}
| env:
|   NAME: ao/42-x
| ##[endgroup]
| one ao/42-x
| two's {2} 2}
| ##[group]Run exit 3
| \u001B[36;1mexit 3\u001B[0m
| shell: /usr/bin/bash -e {0}
| ##[endgroup]
| ##[error]Process completed with exit code 3.
| Cleaning up orphan processes
`);
    expect(result.log).toBe(`\uFEFF${seen.map((line) => `${line}\n`).join("")}`);
    expect(result.log).toMatch(/^\uFEFF2026-11-21T09:00:00\.0000000Z Current runner version: /);
    expect(result.conclusion).toBe("failure");
    expect(result.annotations).toEqual([
      {
        path: ".github",
        start_line: 1,
        end_line: 1,
        annotation_level: "failure",
        message: "Process completed with exit code 3.",
        title: null,
      },
    ]);
  });

  test("numbers its steps and skips after a failure what does not ask for it", async () => {
    const result = await run(`- run: "false"
- { name: Skipped, run: "true" }
- { name: After, if: failure(), run: "true" }
- { if: always(), run: "true" }
- { if: success(), run: "true" }`);

    expect(result.steps.map((step) => `${step.number} ${step.name}: ${step.conclusion}`)).toEqual([
      "1 Set up job: success",
      "2 Run false: failure",
      "3 Skipped: skipped",
      "4 After: success",
      "5 Run true: success",
      "6 Run true: skipped",
      "7 Complete job: success",
    ]);
  });

  test("goes on after a step that may fail, and tells later steps how it ended", async () => {
    const result = await run(`- { id: try, run: exit 1, continue-on-error: true }
- run: echo "\${{ steps.try.outcome }} \${{ steps.try.conclusion }} \${{ job.status }}"`);

    expect(result.conclusion).toBe("success");
    expect(result.log).toContain("Z failure success success\n");
  });

  test("hands on what steps write to GITHUB_ENV, GITHUB_PATH, GITHUB_OUTPUT and the summary", async () => {
    const result = await run(
      `- id: set
  run: |
    printf 'WORD=a b\\nTEXT<<END\\none\\ntwo\\nEND\\n' >> "$GITHUB_ENV"
    echo value=5 >> "$GITHUB_OUTPUT"
    mkdir bin && printf '#!/bin/sh\\necho hello' > bin/greet && chmod +x bin/greet
    echo "$PWD/bin" >> "$GITHUB_PATH"
    echo '# Done' >> "$GITHUB_STEP_SUMMARY"
- run: echo "$WORD|$(echo "$TEXT" | tail -1)|\${{ env.WORD }}|\${{ steps.set.outputs.value }}" && greet`,
      { job: 'outputs: { value: "${{ steps.set.outputs.value }}" }' },
    );

    expect(result.log).toContain("Z a b|two|a b|5\n");
    expect(result.log).toContain("Z hello\n");
    expect(result).toMatchObject({ outputs: { value: "5" }, summary: "# Done\n" });
    const broken = await run('- run: echo nonsense >> "$GITHUB_ENV"');
    expect(broken.log).toContain("##[error]Invalid format 'nonsense'");
  });

  test("takes env, defaults and working directories from the workflow, the job and the step", async () => {
    await mkdir(join(directory, "web", "src"), { recursive: true });
    const text = `on: push
env: { LEVEL: workflow, KEPT: workflow }
defaults: { run: { shell: sh } }
jobs:
  test:
    runs-on: x
    env: { LEVEL: job, REF: "\${{ github.ref_name }}" }
    defaults: { run: { working-directory: web } }
    steps:
      - run: echo "$LEVEL $KEPT $REF $(basename "$PWD") $0"
      - { run: 'echo "$LEVEL $(basename "$PWD")"', env: { LEVEL: step }, working-directory: web/src }
      - { run: ls, working-directory: nowhere }`;
    const { log } = await runJob(first(await plan(text)), runOptions(directory));

    expect(log).toMatch(/Z job workflow ao\/42-x web \/.*\.sh\n/);
    expect(log).toContain("shell: /usr/bin/sh -e {0}");
    expect(log).toContain("Z step src\n");
    expect(log).toContain(
      `with working directory '${directory}/nowhere'. No such file or directory`,
    );
  });

  test("turns workflow commands into annotations and lines of the log", async () => {
    const { log, annotations } = await run(`- run: |
    echo "::error file=src/a.ts,line=3,endLine=5,title=Bad%3A types::Not%0Agood"
    echo "::warning file=$PWD/b.ts::Careful"
    echo "::notice::Hello"
    echo "::group::Details"; echo inside; echo "::endgroup::"
    echo "::add-mask::hunter2"; echo "password hunter2"
    echo "::debug::hidden"; echo "::no-such::thing"
    echo "::stop-commands::pause"; echo "::error::text"; echo "::pause::"; echo "::notice::again"`);

    const output = log
      .slice(log.lastIndexOf("shell:"))
      .replaceAll(/^\S+Z /gm, "")
      .split("\n");
    expect(output.slice(2, -2)).toEqual([
      "##[error]Not",
      "good",
      "##[warning]Careful",
      "##[notice]Hello",
      "##[group]Details",
      "inside",
      "##[endgroup]",
      "password ***",
      "::no-such::thing",
      "::stop-commands::pause",
      "::error::text",
      "::pause::",
      "##[notice]again",
    ]);
    const common = { start_line: 1, end_line: 1, title: null };
    expect(annotations).toEqual([
      {
        path: "src/a.ts",
        start_line: 3,
        end_line: 5,
        annotation_level: "failure",
        message: "Not\ngood",
        title: "Bad: types",
      },
      { ...common, path: "b.ts", annotation_level: "warning", message: "Careful" },
      { ...common, path: ".github", annotation_level: "notice", message: "Hello" },
      { ...common, path: ".github", annotation_level: "notice", message: "again" },
    ]);
  });

  test("shows a step the event and the run, and nothing of this process's environment", async () => {
    process.env["AO_TEST_SECRET"] = "leak";
    const { log } = await run(
      `- run: |
    echo "[$AO_TEST_SECRET] $DEMO $CI $GITHUB_REPOSITORY $GITHUB_SHA $GITHUB_RUN_ID \${{ github.run_id }}"
    echo "\${{ secrets.TOKEN }}|$(grep -o maintainer "$GITHUB_EVENT_PATH")|$HOME"`,
      { env: { GITHUB_RUN_ID: "99", DEMO: "yes" } },
    ).finally(() => delete process.env["AO_TEST_SECRET"]);

    expect(log).toContain(`Z [] yes true acme/web ${push.sha} 99 99\n`);
    expect(log).toMatch(/Z \|maintainer\|\/.*actions-job-/);
  });

  test("fails with a clear line for what needs the real GitHub Actions", async () => {
    const other = await run("- uses: actions/setup-node@v4");
    expect(other.conclusion).toBe("failure");
    expect(other.log).toContain(
      "##[error]This stand-in for GitHub Actions runs 'run:' steps only, not 'actions/setup-node@v4'.",
    );
    const inContainer = await run("- run: touch ran", { job: "container: node:24" });
    expect(inContainer).toMatchObject({
      conclusion: "failure",
      steps: [{}, { conclusion: "skipped" }, {}],
    });
    const hashed = await run("- run: echo ${{ hashFiles('a') }}");
    expect(hashed.log).toContain("##[error]hashFiles is not something");
  });

  test("cancelled in the middle ends all its processes, stubborn ones too, and starts no more", async () => {
    const stop = new AbortController();
    const { conclusion, steps, log } = await run(
      `- run: |
    trap "" TERM
    while true; do date >> ticks; sleep 0.05; done &
    echo started; sleep 90
- { if: always(), run: touch after }`,
      { signal: stop.signal, onLine: (line) => line.endsWith("Z started") && stop.abort() },
    );

    expect(conclusion).toBe("cancelled");
    expect(steps.map((step) => step.conclusion)).toEqual([
      "success",
      "cancelled",
      "skipped",
      "success",
    ]);
    expect(log).toContain("##[error]The operation was canceled.");
    const ticks = await readFile(join(directory, "ticks"), "utf8").catch(() => "");
    await wait(300);
    expect(await readFile(join(directory, "ticks"), "utf8").catch(() => "")).toBe(ticks);
  });

  test("ends what a step left running only when the job ends", async () => {
    await run(`- run: (while true; do date >> ticks; sleep 0.05; done) > /dev/null &
- run: sleep 0.3; cp ticks early; sleep 0.3; cp ticks late`);

    const [early, late, end] = await Promise.all(
      ["early", "late", "ticks"].map((file) => readFile(join(directory, file), "utf8")),
    );
    expect(late?.length).toBeGreaterThan(early?.length ?? 0);
    await wait(300);
    expect(await readFile(join(directory, "ticks"), "utf8")).toBe(end);
  });

  test("stops a step, or the whole job, that takes longer than its `timeout-minutes:`", async () => {
    const step = await run("- { name: Slow, run: sleep 30, timeout-minutes: 0.005 }");
    expect(step.log).toContain("##[error]The action 'Slow' has timed out after 0.005 minutes.");
    expect(step.conclusion).toBe("failure");
    const job = await run("- run: sleep 30", { job: "timeout-minutes: 0.005" });
    expect(job.log).toContain("has exceeded the maximum execution time of 0.005 minutes.");
    expect(job.conclusion).toBe("cancelled");
  });

  test("sees what the jobs before it gave it", async () => {
    const jobs = await plan(`on: push
jobs:
  build: { runs-on: x, steps: [{ run: ls }] }
  test: { runs-on: x, needs: build, steps: [{ run: "echo \${{ needs.build.result }} \${{ needs.build.outputs.v }}" }] }`);
    const finished = [{ job: first(jobs), conclusion: "success" as const, outputs: { v: "5" } }];
    const { log } = await runJob(first(jobs.slice(1)), { ...runOptions(directory), finished });

    expect(log).toContain("Z success 5\n");
  });
});

function first(jobs: JobPlan[]): JobPlan {
  const [job] = jobs;
  if (job === undefined) throw new Error("no job");
  return job;
}

function runOptions(directory: string): RunOptions {
  return {
    directory,
    env: {},
    signal: new AbortController().signal,
    now: () => new Date("2026-11-21T09:00:00Z"),
  };
}

function indent(text: string, width: number): string {
  return text === "" ? "" : text.replaceAll(/^/gm, " ".repeat(width)) + "\n";
}
