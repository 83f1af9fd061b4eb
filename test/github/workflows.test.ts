import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { checkWorkflow, decideJob, type EventSeen, nameRun, planJobs } from "./workflows/index.ts";
import { plan, push, read, workflowPath as path } from "./workflows/samples.ts";

describe("reading a workflow", () => {
  test("gives its name, its events and its jobs", async () => {
    const workflow = await read(
      "name: CI\non: [push]\njobs:\n  a: { runs-on: x, steps: [{ run: ls }] }",
    );

    expect(workflow).toMatchObject({ name: "CI", path, on: { push: {} }, jobs: [{ id: "a" }] });
  });

  test("without a name calls it by its path", async () => {
    expect((await read("on: push\njobs:\n  a: { runs-on: x, steps: [{ run: ls }] }")).name).toBe(
      path,
    );
  });

  test("gives GitHub's own messages for what is wrong with it", async () => {
    expect(await checkWorkflow(path, "on: push\njobs: {}\nextra: 1")).toEqual([
      `${path} (Line: 3, Col: 1): Unexpected value 'extra'`,
    ]);
    expect(await checkWorkflow(path, "on: push\njobs: [")).toHaveLength(1);
    const cycle = "on: push\njobs:\n  a: { runs-on: x, needs: [b], steps: [{ run: ls }] }";
    expect((await checkWorkflow(path, cycle)).join()).toContain(
      "at least one job with no dependencies",
    );
    const unknown =
      "on: push\njobs:\n  a: { runs-on: x, steps: [{ run: 'echo ${{ nobody.x }}' }] }";
    expect((await checkWorkflow(path, unknown)).join()).toContain(
      "Unrecognized named-value: 'nobody'",
    );
  });

  test("works in plain node, which refuses the parser's JSON imports by itself", async () => {
    const door = new URL("workflows/index.ts", import.meta.url).href;
    const program = `const { checkWorkflow } = await import(${JSON.stringify(door)});
      console.log(JSON.stringify(await checkWorkflow("a.yml", "on: nothing")));`;
    const node = promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);

    expect((await node).stdout).toContain("Unexpected value 'nothing'");
  });
});

describe("planning", () => {
  test("a push asks for the branches the file names, the last pattern that matches deciding", async () => {
    const named = "{ push: { branches: [main, 'ao/**', '!ao/**-wip'] } }";
    expect(await runs(named, { ref: "refs/heads/main" })).toBe(true);
    expect(await runs(named, { ref: "refs/heads/ao/42/fix" })).toBe(true);
    expect(await runs(named, { ref: "refs/heads/ao/42-wip" })).toBe(false);
    expect(await runs(named, { ref: "refs/heads/mainly" })).toBe(false);
    expect(await runs(named, { ref: "refs/tags/main" })).toBe(false);
    expect(await runs("{ push: { branches-ignore: ['re*'] } }", { ref: "refs/heads/re/x" })).toBe(
      true,
    );
    expect(await runs("{ push: { branches-ignore: ['re*'] } }", { ref: "refs/heads/rel" })).toBe(
      false,
    );
    expect(await runs("{ push: { tags: ['v1.?'] } }", { ref: "refs/tags/v1." })).toBe(true);
    expect(await runs("{ push: { tags: ['v1.?'] } }", { ref: "refs/tags/v1x" })).toBe(false);
    expect(await runs("push", { ref: "refs/tags/v1" })).toBe(true);
    expect(await runs("push", { payload: { deleted: true } })).toBe(false);
    expect(await runs("pull_request", {})).toBe(false);
  });

  test("and only where a path it names has changed", async () => {
    const source = "{ push: { paths: ['src/**', '**/*.json', '!src/*.md'] } }";
    expect(await runs(source, { changedPaths: ["README.md"] })).toBe(false);
    expect(await runs(source, { changedPaths: ["README.md", "src/a/b.ts"] })).toBe(true);
    expect(await runs(source, { changedPaths: ["package.json"] })).toBe(true);
    expect(await runs(source, { changedPaths: ["src/notes.md"] })).toBe(false);
    expect(await runs("{ push: { paths-ignore: [docs/**] } }", { changedPaths: ["docs/a"] })).toBe(
      false,
    );
    expect(
      await runs("{ push: { paths-ignore: [docs/**] } }", { changedPaths: ["docs/a", "b"] }),
    ).toBe(true);
  });

  test("a pull request asks by its base branch and its action", async () => {
    const labeled = pullRequest({ action: "labeled" });
    expect(await runs("pull_request", pullRequest({ action: "opened" }))).toBe(true);
    expect(await runs("pull_request", labeled)).toBe(false);
    expect(await runs("{ pull_request: { types: [labeled] } }", labeled)).toBe(true);
    const elsewhere = pullRequest({ base: "next" });
    expect(await runs("{ pull_request: { branches: [main] } }", elsewhere)).toBe(false);
  });

  test("a job whose `if:` says no is skipped", async () => {
    const workflow = await read(`on: pull_request
jobs:
  a: { runs-on: x, if: "!github.event.pull_request.draft", steps: [{ run: ls }] }`);

    expect(planJobs(workflow, pullRequest({ draft: true }))).toMatchObject([{ skipped: true }]);
    expect(planJobs(workflow, pullRequest({ draft: false }))).toMatchObject([{ skipped: false }]);
  });

  test("a matrix gives a job for each combination", async () => {
    const workflow = await read(`on: push
jobs:
  test:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [linux, mac]
        node: [20, 22]
        exclude: [{ os: mac, node: 20 }]
        include: [{ os: linux, extra: 1 }, { os: windows, node: 22 }]
    steps: [{ run: ls }]`);

    const jobs = planJobs(workflow, push);

    expect(jobs.map(({ name }) => name)).toEqual([
      "test (linux, 20, 1)",
      "test (linux, 22, 1)",
      "test (mac, 22)",
      "test (windows, 22)",
    ]);
    expect(jobs.map(({ runsOn }) => runsOn.join())).toEqual(["linux", "linux", "mac", "windows"]);
  });

  test("a job that needs others runs after their success, or when its `if:` asks for less", async () => {
    const jobs = await plan(`on: push
jobs:
  build: { runs-on: x, steps: [{ run: ls }] }
  test: { runs-on: x, needs: build, steps: [{ run: ls }] }
  tell: { runs-on: x, needs: [test], if: failure(), steps: [{ run: ls }] }
  clean: { runs-on: x, needs: [test], if: always(), steps: [{ run: ls }] }
  ship: { runs-on: x, needs: [test], if: needs.test.outputs.ok == 'yes', steps: [{ run: ls }] }`);
    const [build, check, ...after] = jobs;
    if (build === undefined || check === undefined) throw new Error("two jobs come first");
    const decide = (built: "success" | "failure"): string[] => {
      const done = { job: build, conclusion: built, outputs: {} };
      const checked = {
        job: check,
        conclusion: built === "success" ? ("success" as const) : ("skipped" as const),
        outputs: { ok: "yes" },
      };
      return [decideJob(check, [done]), ...after.map((job) => decideJob(job, [done, checked]))];
    };

    expect(decide("success")).toEqual(["run", "skip", "run", "run"]);
    expect(decide("failure")).toEqual(["skip", "run", "run", "skip"]);
  });

  test("a dispatch fills the run's name and its inputs, with their defaults", async () => {
    const workflow = await read(`on:
  workflow_dispatch:
    inputs:
      issue: { required: true, type: number }
      dry: { type: boolean, default: true }
run-name: "AO issue #\${{ inputs.issue }}"
jobs:
  agent: { runs-on: [self-hosted, ao], if: inputs.dry && inputs.issue == 7, steps: [{ run: ls }] }`);
    const event: EventSeen = {
      ...push,
      name: "workflow_dispatch",
      payload: { inputs: { issue: "7" } },
    };

    expect(nameRun(workflow, event)).toBe("AO issue #7");
    expect(planJobs(workflow, event)).toMatchObject([
      { skipped: false, runsOn: ["self-hosted", "ao"] },
    ]);
  });
});

/** Whether a workflow with this `on:` runs for a push that is changed in this way. */
async function runs(on: string, event: Partial<EventSeen>): Promise<boolean> {
  const workflow = await read(`on: ${on}\njobs:\n  a: { runs-on: x, steps: [{ run: ls }] }`);
  return planJobs(workflow, { ...push, ...event }).length > 0;
}

function pullRequest(pull: { action?: string; base?: string; draft?: boolean }): EventSeen {
  const { action = "opened", base = "main", draft = false } = pull;
  const payload = {
    action,
    pull_request: { draft, base: { ref: base }, head: { ref: "ao/42-x" } },
  };
  return { ...push, name: "pull_request", ref: "refs/pull/7/merge", payload };
}
