import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { execute, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { isObject, type JsonObject, toList, toObject } from "./oracle-json.ts";
import { graphqlSchema, makeOracle } from "./oracle.ts";

const comments = "/repos/acme/web/issues/1/comments";

describe("a request", () => {
  test("that GitHub describes is no violation", () => {
    expect(check.request("POST", comments, { body: "Working on it" })).toEqual([]);
    expect(check.request("GET", `${comments}?per_page=100&page=2`)).toEqual([]);
    expect(check.request("POST", "/repos/acme/web/issues/1/labels", { labels: ["ao"] })).toEqual(
      [],
    );
    expect(check.request("DELETE", "/repos/acme/web/issues/1/labels/ao%3Aworking")).toEqual([]);
  });

  test("without what GitHub requires is one", () => {
    expect(check.request("POST", comments, {})).toEqual([
      `request POST ${comments}: body must have required property 'body'`,
    ]);
    expect(check.request("POST", comments)).toHaveLength(1);
  });

  test("to an unknown route or with an unknown method is one", () => {
    expect(check.request("GET", "/repos/acme/web/isues/1")).toEqual([
      "request GET /repos/acme/web/isues/1: unknown route",
    ]);
    expect(check.request("PUT", comments, { body: "x" })).toEqual([
      `request PUT ${comments}: unknown route`,
    ]);
  });

  test("with a wrong value or a misspelt name, which GitHub would ignore, is one", () => {
    expect(check.request("GET", "/repos/acme/web/issues?state=opened")).toEqual([
      "request GET /repos/acme/web/issues: query state must be equal to one of the allowed values: open, closed, all",
    ]);
    expect(check.request("GET", "/repos/acme/web/issues?per_pages=5")).toEqual([
      "request GET /repos/acme/web/issues: query has unknown parameter 'per_pages'",
    ]);
    expect(check.request("GET", "/repos/acme/web/issues/one")).toEqual([
      "request GET /repos/acme/web/issues/one: path issue_number must be integer",
    ]);
    expect(check.request("POST", "/repos/acme/web/issues", { title: "x", lables: [] })).toEqual([
      "request POST /repos/acme/web/issues: body has unknown property 'lables'",
    ]);
    expect(check.request("DELETE", "/repos/acme/web/issues/comments/1", { body: "x" })).toEqual([
      "request DELETE /repos/acme/web/issues/comments/1: body is not expected",
    ]);
  });

  test("for a check run keeps GitHub's limits", () => {
    const action = { label: "Retry", description: "Start again", identifier: "retry" };
    const run = { name: "AO", head_sha: "a".repeat(40) };
    const path = "/repos/acme/web/check-runs";
    expect(check.request("POST", path, { ...run, actions: [action, action, action] })).toEqual([]);
    expect(
      check.request("POST", path, { ...run, actions: [action, action, action, action] }),
    ).toEqual([`request POST ${path}: body/actions must NOT have more than 3 items`]);
    const long = { ...action, label: "x".repeat(21) };
    expect(check.request("POST", path, { ...run, actions: [long] })).toEqual([
      `request POST ${path}: body/actions/0/label must NOT have more than 20 characters`,
    ]);
  });

  test("may write a branch with or without escaping its slash", () => {
    expect(check.request("GET", "/repos/acme/web/git/ref/heads/ao/42-x")).toEqual([]);
    expect(check.request("GET", "/repos/acme/web/git/ref/heads%2Fao%2F42-x")).toEqual([]);
    expect(check.request("GET", "/repos/acme/web/commits/ao/42-x/check-runs")).toEqual([]);
  });
});

describe("an answer", () => {
  const reaction = {
    id: 1,
    node_id: "R_1",
    user: null,
    content: "eyes",
    created_at: "2026-11-21T09:00:00Z",
  };
  const path = "/repos/acme/web/issues/comments/7/reactions";

  test("as GitHub describes it is no violation", () => {
    expect(check.response("POST", path, { status: 201, body: reaction })).toEqual([]);
    expect(check.response("GET", path, { status: 200, body: [reaction] })).toEqual([]);
  });

  test("with a property missing or of the wrong type is one", () => {
    const body = { ...reaction, content: "wave", created_at: "yesterday" };
    expect(check.response("POST", path, { status: 201, body })).toEqual([
      `response 201 POST ${path}: body/content must be equal to one of the allowed values: +1, -1, laugh, confused, heart, hooray, rocket, eyes`,
      `response 201 POST ${path}: body/created_at must match format "date-time"`,
    ]);
    expect(check.response("GET", path, { status: 200, body: reaction })).toEqual([
      `response 200 GET ${path}: body must be array`,
    ]);
    expect(check.response("GET", path, { status: 200, body: undefined })).toEqual([
      `response 200 GET ${path}: body must be array`,
    ]);
  });

  test("with a status GitHub does not list is one, unless any operation may answer it", () => {
    const message = { message: "no" };
    expect(check.response("POST", path, { status: 204, body: undefined })).toEqual([
      `response 204 POST ${path}: status is not listed`,
    ]);
    for (const status of [401, 403, 404, 429, 500, 502]) {
      expect(check.response("POST", path, { status, body: message })).toEqual([]);
    }
  });

  test("without JSON is only held to its status", () => {
    const logs = "/repos/acme/web/actions/jobs/5/logs";
    expect(check.response("GET", logs, { status: 302, body: undefined })).toEqual([]);
    expect(check.response("GET", logs, { status: 200, body: "raw text" })).toHaveLength(1);
    const pull = "/repos/acme/web/pulls/2";
    expect(check.response("GET", pull, { status: 200, body: "diff --git a/a b/a" })).toEqual([]);
    const label = "/repos/acme/web/issues/1/labels";
    expect(check.response("DELETE", label, { status: 204, body: undefined })).toEqual([]);
    expect(check.response("DELETE", label, { status: 204, body: {} })).toEqual([
      `response 204 DELETE ${label}: body is not expected`,
    ]);
  });

  test("of an unknown route is right only as 404", () => {
    expect(check.response("GET", "/nowhere", { status: 404, body: {} })).toEqual([]);
    expect(check.response("GET", "/nowhere", { status: 200, body: {} })).toEqual([
      "response 200 GET /nowhere: unknown route",
    ]);
  });
});

describe("a webhook", () => {
  const labeled = example("issues", "labeled");

  test("as GitHub itself gives it as an example is no violation", () => {
    expect(check.webhook("issues", labeled)).toEqual([]);
    expect(check.webhook("issue_comment", example("issue_comment", "edited"))).toEqual([]);
  });

  test("without a part, or of an unknown action, is one", () => {
    const { repository, ...rest } = labeled;
    expect(repository).toBeDefined();
    expect(check.webhook("issues", rest)).toEqual([
      "webhook issues-labeled: payload must have required property 'repository'",
    ]);
    expect(check.webhook("issues", { ...labeled, action: "adored" })).toEqual([
      "webhook issues-adored: unknown webhook",
    ]);
    expect(check.webhook("push", null)).not.toEqual([]);
  });

  test("about an installation may tell its time as a number, as GitHub does", () => {
    const created = example("installation", "created");
    expect(check.webhook("installation", created).join()).not.toContain("created_at");
  });
});

describe("a GraphQL document", () => {
  const resolve =
    "mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }";

  test("that GitHub's schema allows is no violation", () => {
    expect(check.graphql(resolve, { id: "PRRT_1" })).toEqual([]);
  });

  test("with a wrong field, a wrong value, broken syntax or missing variables is one", () => {
    expect(check.graphql("{ viewer { nickname } }", {})).toEqual([
      'graphql: Cannot query field "nickname" on type "User". Did you mean "name"?',
    ]);
    const stale =
      'mutation { minimizeComment(input: { subjectId: "C", classifier: STALE }) { clientMutationId } }';
    expect(check.graphql(stale, {})).toHaveLength(1);
    expect(check.graphql("{ viewer ", {})).toEqual([
      "graphql: Syntax Error: Expected Name, found <EOF>.",
    ]);
    expect(check.graphql(resolve, {})).toEqual([
      'graphql: Variable "$id" of required type "ID!" was not provided.',
    ]);
    expect(check.graphql(resolve, "no")).toEqual(["graphql: variables must be an object"]);
  });

  test("can be executed on the same schema", async () => {
    const result = await execute({
      schema: graphqlSchema(),
      document: parse("{ viewer { login } }"),
      rootValue: { viewer: { login: "ao[bot]" } },
    });
    expect(result).toMatchObject({ data: { viewer: { login: "ao[bot]" } } });
  });
});

const check = {
  request(method: string, pathAndQuery: string, body?: unknown): readonly string[] {
    const oracle = makeOracle();
    const [path = "", query] = pathAndQuery.split("?");
    oracle.request({ method, path, query: new URLSearchParams(query), body });
    return oracle.violations;
  },
  response(
    method: string,
    path: string,
    answer: { status: number; body: unknown },
  ): readonly string[] {
    const oracle = makeOracle();
    oracle.response({ method, path, ...answer });
    return oracle.violations;
  },
  webhook(event: string, payload: unknown): readonly string[] {
    const oracle = makeOracle();
    oracle.webhook(event, payload);
    return oracle.violations;
  },
  graphql(document: string, variables: unknown): readonly string[] {
    const oracle = makeOracle();
    oracle.graphql(document, variables);
    return oracle.violations;
  },
};

/** One of GitHub's own example payloads. */
function example(event: string, action: string): JsonObject {
  const path = createRequire(import.meta.url).resolve("@octokit/webhooks-examples");
  const events: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!Array.isArray(events)) throw new TypeError("the examples are a list");
  const found = toObject(events.find((one) => isObject(one) && one["name"] === event));
  const payloads = toList(found["examples"]).filter((one) => isObject(one));
  return toObject(payloads.find((one) => one["action"] === action));
}
