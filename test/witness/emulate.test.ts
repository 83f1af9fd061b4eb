/** GitHub as somebody else understands it: AO's own app before `emulate`, as it is, led by its webhooks alone. */
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { REPOSITORY } from "./emulate.ts";
import { emulated } from "./emulated-story.ts";
import type { Emulated } from "./emulated-story.ts";

const AT = `/repos/${REPOSITORY}`;

test("label → permission → status comment → `/ao status` → pull request → check run → question → edited comments, on a GitHub by others (which has no git, reactions, commit statuses, rulesets, GraphQL, Actions and kept deliveries)", async () => {
  await emulated("as GitHub", async (ao) => {
    const { github } = ao;
    const issue = await ao.openIssue("sum subtracts");

    await github.as("mira", `POST ${AT}/issues/${issue}/labels`, { labels: ["ao"] });
    await until(async () => expect(await saidIn(ao, issue)).toEqual([WAITS]));
    await github.as("mira", `POST ${AT}/issues/${issue}/comments`, { body: "/ao status" });
    await until(async () => expect(await saidIn(ao, issue)).toEqual([WAITS, WAITS]));
    expect(ao.errors.filter((line) => line.includes("effect"))).toEqual([]);

    const head = await pushFor(ao, issue);
    // The checks may be read before the pull request is open: then the question stands in the issue.
    const said = async () => [...(await saidIn(ao, issue)), ...(await saidIn(ao, 2))];
    await until(async () => expect(await said()).toContainEqual(ASKS));
    expect(callsOf(ao, 200)).toContain(`GET ${AT}/commits/SHA/check-runs`);
    expect(await github.as("mira", `GET ${AT}/pulls/2`)).toMatchObject({
      draft: true,
      title: "sum subtracts",
      user: { login: "ao[bot]" },
      head: { ref: "ao/1-sum-subtracts", sha: head },
    });
    await until(async () =>
      expect((await saidIn(ao, issue))[0]).toMatch(/^\*\*AO needs you(?: in #2\.|: see .* \(#2\))/),
    );
    await until(async () => expect(await labelsOf(ao, issue)).toEqual(["ao", "ao:needs-you"]));

    await github.as("mira", `POST ${AT}/issues/2/comments`, { body: "/ao stop" });
    await until(async () => expect((await saidIn(ao, issue))[0]).toMatch(/^\*\*Stopped\*\* \(#2/));
    await until(async () => expect(await saidIn(ao, 2)).toContain("**Stopped**"));
    await until(async () => expect(await labelsOf(ao, issue)).toEqual(["ao"]));
    // One status comment and one answer: both were edited, none was posted again.
    expect((await saidIn(ao, issue)).filter((line) => line !== ASKS)).toHaveLength(2);
    expect(new Set(ao.deliveries.relayed.map((one) => one.status))).toEqual(new Set([202]));
    expect(callsOf(ao, 404)).toEqual(MISSING);
  });
});

test("its deliveries as they come name no App → the app, started as ever, takes none of them", async () => {
  await emulated("as they come", async (ao) => {
    const issue = await ao.openIssue("sum subtracts");
    await until(() => expect(ao.deliveries.relayed).not.toEqual([]));

    await ao.github.as("mira", `POST ${AT}/issues/${issue}/labels`, { labels: ["ao"] });
    await until(() => expect(ao.deliveries.relayed.length).toBeGreaterThan(1));

    const { rows } = await ao.app.parts.database.client.execute("SELECT id FROM deliveries");
    expect(rows).toEqual([]);
    expect(await ao.item(issue)).toBeNull();
    expect(ao.calls.relayed.filter((one) => one.path.includes(AT))).toEqual([]);
  });
});

const WAITS = "**Waiting for a runner**";
const ASKS = "@mira **Something went wrong in AO on #1.**";

/** Routes that the emulator lacks, as AO calls them, and what is really not there. */
const MISSING = [
  // Kept deliveries, and the list of repositories: lost webhooks would not be found.
  "GET /app/hook/deliveries",
  "GET /installation/repositories",
  // The branch that is to be made, and no policy file.
  "GET /repos/acme/web/branches/ao%2F1-sum-subtracts",
  // Without commit statuses AO does not know whether all is green: it asks.
  "GET /repos/acme/web/commits/SHA/status",
  "GET /repos/acme/web/contents/.github%2Fao.yml",
  // Without rulesets a branch asks for nothing.
  "GET /repos/acme/web/rules/branches/ao%2F1-sum-subtracts",
  "GET /repos/acme/web/rules/branches/main",
  // Reactions decorate; nothing waits for them.
  "POST /repos/acme/web/issues/1/reactions",
  "POST /repos/acme/web/issues/comments/ID/reactions",
];

const Commit = z.object({ commit: z.object({ sha: z.string() }) });

/**
 * What a runner and the push would do, had the emulator git: a commit on AO's branch, with a check that is under way, and the
 * word that it is pushed. @returns the head
 */
async function pushFor(ao: Emulated, issue: number): Promise<string> {
  const { github, app } = ao;
  const item = await ao.item(issue);
  if (item?.state.name !== "working") throw new Error("no job is offered");
  const { branch, base, state } = item;
  const ref = `refs/heads/${branch}`;
  await github.as("mira", `POST ${AT}/git/refs`, { ref, sha: base?.sha });
  const file = { message: "Add", content: btoa("a + b"), branch };
  const put = Commit.parse(await github.as("mira", `PUT ${AT}/contents/sum.js`, file));
  const head = put.commit.sha;
  const check = { name: "test", head_sha: head, status: "in_progress" };
  await github.as("mira", `POST ${AT}/check-runs`, check);
  const happened = { id: app.parts.ids.next(), at: app.parts.clock.now() };
  const pushed = { type: "pushed", signed: false, jobId: state.job.id, head } as const;
  const fact = { ...happened, ...pushed };
  await app.parts.commit({ facts: [{ to: { item: item.id }, fact }] });
  return head;
}

/** The first lines of AO's comments, oldest first. */
async function saidIn(ao: Emulated, thread: number): Promise<string[]> {
  const comments = await ao.comments(thread);
  return comments.filter((one) => one.by === "ao[bot]").map((one) => one.body.split("\n")[0] ?? "");
}

async function labelsOf(ao: Emulated, issue: number): Promise<string[]> {
  const found = await ao.github.as("mira", `GET ${AT}/issues/${issue}/labels`);
  return z
    .array(z.object({ name: z.string() }))
    .parse(found)
    .map((label) => label.name)
    .toSorted();
}

/** What AO asked of the emulator that was answered so, each once. */
function callsOf(ao: Emulated, status: number): string[] {
  const lines = ao.calls.relayed
    .filter((one) => one.status === status)
    .map(({ method, path }) => `${method} ${path.replace(/^\/api\/v3|\?.*$/g, "")}`)
    .map((line) => line.replace(/[0-9a-f]{40}/, "SHA").replace(/comments\/\d+/, "comments/ID"));
  return [...new Set(lines)].toSorted();
}

function until(what: () => unknown): Promise<unknown> {
  return vi.waitFor(what, { timeout: 20_000, interval: 50 });
}
