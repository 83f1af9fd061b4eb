/** One call at least of every route of the stand-in, in an order in which each can succeed. */
import { z } from "zod";

/** Who calls: the App by itself, its installation, or a person who may do everything. */
export type Caller = "app" | "installation" | "mira";

/**
 * @param line `POST /repos/…`; with ` as raw` behind it the answer is not JSON
 * @throws {Error} unless it is answered with a success
 */
export type Ask = (line: string, body?: object, caller?: Caller) => Promise<unknown>;

const AT = "/repos/acme/web";

/** What no route does. */
export interface Beside {
  /** Resolves when no workflow runs any more. */
  quiet: () => Promise<void>;
  /** Protects a branch that is there. */
  protect: (branch: string) => void;
}

export async function callEveryRoute(ask: Ask, { quiet, protect }: Beside): Promise<void> {
  await callAppRoutes(ask);
  await callIssueRoutes(ask);
  const { head, main } = await callBranchRoutes(ask, protect);
  const made = await callGitDataRoutes(ask, main);
  const pull = await callPullRoutes(ask, { head, ahead: made });
  await callCheckRoutes(ask, head);
  await callActionsRoutes(ask, quiet);
  await callRepositoryRoutes(ask, main);
  await ask(`PUT ${AT}/pulls/${pull}/merge`, { merge_method: "merge" });
  await ask("DELETE /installation/token");
}

const Numbered = z.object({ number: z.number() });
const Identified = z.object({ id: z.number() });
const Listed = z.array(Identified).min(1);

async function callAppRoutes(ask: Ask): Promise<void> {
  await ask("GET /app", undefined, "app");
  const [installation] = Listed.parse(await ask("GET /app/installations", undefined, "app"));
  await ask(`GET /app/installations/${installation?.id}`, undefined, "app");
  await ask(`GET ${AT}/installation`, undefined, "app");
  const { id } = Identified.parse(await ask(`GET ${AT}`));
  const token = { repository_ids: [id], permissions: { contents: "read" } };
  await ask(`POST /app/installations/${installation?.id}/access_tokens`, token, "app");
  const [delivery] = Listed.parse(await ask("GET /app/hook/deliveries", undefined, "app"));
  await ask(`GET /app/hook/deliveries/${delivery?.id}`, undefined, "app");
  await ask(`POST /app/hook/deliveries/${delivery?.id}/attempts`, undefined, "app");
  await ask("GET /installation/repositories?per_page=100");
  await ask("GET /rate_limit");
  await ask("GET /users/mira");
}

async function callIssueRoutes(ask: Ask): Promise<void> {
  const issue = { title: "It broke", body: "Badly", labels: ["bug"] };
  const { number } = Numbered.parse(await ask(`POST ${AT}/issues`, issue));
  const at = `${AT}/issues/${number}`;
  const said = Identified.parse(await ask(`POST ${at}/comments`, { body: "Hello" }));
  const comment = `${AT}/issues/comments/${said.id}`;
  for (const subject of [at, comment]) await callReactionRoutes(ask, subject);
  await ask(`POST ${AT}/labels`, { name: "ao", color: "5319e7", description: "For AO" });
  await ask(`POST ${at}/labels`, { labels: ["ao"] });
  await ask(`PATCH ${at}`, { title: "It broke badly" });
  for (const part of ["", "/labels?per_page=100", "/comments?per_page=100", "/events"]) {
    await ask(`GET ${at}${part}`);
  }
  await ask(`GET ${AT}/issues?labels=ao&state=open&per_page=100`);
  await ask(`GET ${AT}/labels`);
  await ask(`GET ${AT}/labels/ao`);
  await ask(`DELETE ${at}/labels/ao`);
  await ask(`GET ${comment}`);
  await ask(`PATCH ${comment}`, { body: "Hello again" });
  await ask(`DELETE ${comment}`);
}

async function callReactionRoutes(ask: Ask, subject: string): Promise<void> {
  const { id } = Identified.parse(await ask(`POST ${subject}/reactions`, { content: "eyes" }));
  await ask(`GET ${subject}/reactions`);
  await ask(`DELETE ${subject}/reactions/${id}`);
}

const Branch = z.object({ commit: z.object({ sha: z.string() }) });
const Put = z.object({ commit: z.object({ sha: z.string() }) });

/** @returns the head of a new branch `work`, one commit ahead of `main`, and that of `main` */
async function callBranchRoutes(
  ask: Ask,
  protect: Beside["protect"],
): Promise<{ head: string; main: string }> {
  const main = Branch.parse(await ask(`GET ${AT}/branches/main`));
  const { sha } = main.commit;
  for (const name of ["work", "spare", "guarded"]) {
    await ask(`POST ${AT}/git/refs`, { ref: `refs/heads/${name}`, sha }, "mira");
  }
  const file = { message: "Add a file", content: btoa("hello\n"), branch: "work" };
  const put = Put.parse(await ask(`PUT ${AT}/contents/src%2Fb.ts`, file));
  const head = put.commit.sha;
  await ask(`PATCH ${AT}/git/refs/heads%2Fspare`, { sha: head, force: false });
  await ask(`DELETE ${AT}/git/refs/heads%2Fspare`);
  await ask(`GET ${AT}/git/ref/heads%2Fwork`);
  await ask(`GET ${AT}/git/matching-refs/heads%2Fw`);
  await ask(`GET ${AT}/branches`);
  await ask(`GET ${AT}/commits?sha=work`);
  await ask(`GET ${AT}/compare/main...work`);
  await ask(`GET ${AT}/rules/branches/main`);
  protect("guarded");
  await ask(`GET ${AT}/branches/guarded/protection`, undefined, "mira");
  return { head, main: sha };
}

const Named = z.object({ sha: z.string() });

/** Writes a commit without a push. @returns it, one ahead of `parent`; no branch leads to it */
async function callGitDataRoutes(ask: Ask, parent: string): Promise<string> {
  const at = `${AT}/git`;
  const text = { content: btoa("aloof\n"), encoding: "base64" };
  const blob = Named.parse(await ask(`POST ${at}/blobs`, text));
  await ask(`GET ${at}/blobs/${blob.sha}`);
  const entry = { path: "c.txt", mode: "100644", type: "blob", sha: blob.sha };
  const tree = Named.parse(await ask(`POST ${at}/trees`, { base_tree: parent, tree: [entry] }));
  await ask(`GET ${at}/trees/${tree.sha}?recursive=1`);
  const commit = { message: "Add c", tree: tree.sha, parents: [parent] };
  const { sha } = Named.parse(await ask(`POST ${at}/commits`, commit));
  await ask(`GET ${at}/commits/${sha}`);
  return sha;
}

/** @param ahead a commit that `main` may move on to @returns the number of the pull request */
async function callPullRoutes(
  ask: Ask,
  { head, ahead }: { head: string; ahead: string },
): Promise<number> {
  const asked = {
    title: "Add a file",
    body: "Closes #1",
    head: "work",
    base: "main",
    draft: false,
  };
  const { number } = Numbered.parse(await ask(`POST ${AT}/pulls`, asked));
  const at = `${AT}/pulls/${number}`;
  await ask(`PATCH ${at}`, { title: "Add another file" });
  await ask(`POST ${at}/requested_reviewers`, { reviewers: ["mira"] });
  await ask(`GET ${at}/requested_reviewers`);
  await ask(`DELETE ${at}/requested_reviewers`, { reviewers: ["mira"] });
  const comment = { path: "src/b.ts", line: 1, body: "Why?" };
  const review = { event: "COMMENT", body: "See below", commit_id: head, comments: [comment] };
  await ask(`POST ${at}/reviews`, review, "mira");
  const [said] = Listed.parse(await ask(`GET ${at}/comments`));
  await ask(`POST ${at}/comments/${said?.id}/replies`, { body: "Because" });
  await ask(`GET ${AT}/pulls/comments/${said?.id}`);
  await callReactionRoutes(ask, `${AT}/pulls/comments/${said?.id}`);
  for (const part of ["", "/commits", "/files", "/reviews"]) await ask(`GET ${at}${part}`);
  await ask(`GET ${AT}/pulls?state=open&per_page=100`);
  await ask(`PATCH ${AT}/git/refs/heads%2Fmain`, { sha: ahead });
  await ask(`PUT ${at}/update-branch`, { expected_head_sha: head });
  return number;
}

async function callCheckRoutes(ask: Ask, head: string): Promise<void> {
  const action = { label: "Retry", description: "Start again", identifier: "retry" };
  const run = { name: "AO", head_sha: head, status: "in_progress", actions: [action] };
  const { id } = Identified.parse(await ask(`POST ${AT}/check-runs`, run));
  const at = `${AT}/check-runs/${id}`;
  const where = { path: "src/b.ts", start_line: 1, end_line: 1 };
  const annotation = { ...where, annotation_level: "warning", message: "Careful" };
  const output = { title: "Half", summary: "Half done", annotations: [annotation] };
  await ask(`PATCH ${at}`, { status: "completed", conclusion: "success", output });
  await ask(`GET ${at}`);
  await ask(`GET ${at}/annotations`);
  await ask(`POST ${AT}/statuses/${head}`, { state: "success", context: "ci/lint" }, "mira");
  for (const list of ["check-runs", "check-suites", "status", "statuses"]) {
    await ask(`GET ${AT}/commits/${head}/${list}?per_page=100`);
  }
}

const Runs = z.object({ workflow_runs: Listed });
const Jobs = z.object({ jobs: Listed });

async function callActionsRoutes(ask: Ask, quiet: () => Promise<void>): Promise<void> {
  const at = `${AT}/actions`;
  const slow = `${at}/workflows/slow.yml`;
  await ask(`POST ${slow}/dispatches`, { ref: "main" });
  await ask(`POST ${slow}/dispatches`, { ref: "main", return_run_details: true });
  await ask(`GET ${at}/workflows`);
  await ask(`GET ${slow}`);
  const running = Runs.parse(await ask(`GET ${slow}/runs`));
  for (const { id } of running.workflow_runs) await ask(`POST ${at}/runs/${id}/cancel`);
  await quiet();
  const [run] = Runs.parse(await ask(`GET ${at}/runs?status=failure`)).workflow_runs;
  await ask(`GET ${at}/runs/${run?.id}`);
  const [job] = Jobs.parse(await ask(`GET ${at}/runs/${run?.id}/jobs`)).jobs;
  await ask(`GET ${at}/jobs/${job?.id}`);
  await ask(`GET ${at}/jobs/${job?.id}/logs`);
  for (const again of [
    `jobs/${job?.id}/rerun`,
    `runs/${run?.id}/rerun-failed-jobs`,
    `runs/${run?.id}/rerun`,
  ]) {
    await ask(`POST ${at}/${again}`);
    await quiet();
  }
}

async function callRepositoryRoutes(ask: Ask, sha: string): Promise<void> {
  await ask(`GET ${AT}/collaborators/mira/permission`);
  await ask(`GET ${AT}/commits/${sha}`);
  await ask(`GET ${AT}/contents/src`);
  await ask(`GET ${AT}/contents/README.md?ref=main`);
  await ask(`GET ${AT}/contents/README.md as raw`);
}
