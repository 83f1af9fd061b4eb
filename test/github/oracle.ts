/**
 * Holds every request AO makes, and every answer and webhook the stand-in gives, to GitHub's own
 * descriptions: `schema/github.json` (cut from `@octokit/openapi` by `make-schema.ts`) and
 * `@octokit/graphql-schema`. What these do not say (a comment's 65 536 characters, permissions,
 * names that must exist) the stand-in refuses by itself.
 */
import { checkDocument, graphqlSchema } from "./oracle-graphql.ts";
import { findOperation, type FoundOperation, type Operation, slice } from "./oracle-routes.ts";
import { findProblems, findTextProblems, findUnknownNames } from "./oracle-validate.ts";

export { graphqlSchema };

export interface Oracle {
  /** Every violation so far, one readable line each:
   * "request POST /repos/acme/web/issues/1/comments: body must have required property 'body'" */
  readonly violations: string[];
  /** An unknown route, a wrong or unknown query parameter and a wrong or unknown body property are violations.
   * `path` has no origin and no query. */
  request(call: RequestSeen): void;
  /** A status that is not listed for the operation is a violation, except those any operation may answer.
   * `body` is the parsed JSON; text and bytes (raw logs, diffs) are taken as they are; undefined is no body. */
  response(call: ResponseSeen): void;
  /** Picks the schema by event and `payload.action`. */
  webhook(event: string, payload: unknown): void;
  graphql(document: string, variables: unknown): void;
}

interface RequestSeen {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

interface ResponseSeen {
  method: string;
  path: string;
  status: number;
  body: unknown;
}

export function makeOracle(): Oracle {
  const violations: string[] = [];
  const report = (subject: string, problems: string[]): void => {
    violations.push(...problems.map((problem) => `${subject}: ${problem}`));
  };
  return {
    violations,
    request: (call) =>
      report(`request ${call.method.toUpperCase()} ${call.path}`, checkRequest(call)),
    response: (call) =>
      report(
        `response ${call.status} ${call.method.toUpperCase()} ${call.path}`,
        checkResponse(call),
      ),
    webhook: (event, payload) =>
      report(`webhook ${nameWebhook(event, payload)}`, checkWebhook(event, payload)),
    graphql: (document, variables) => report("graphql", checkDocument(document, variables)),
  };
}

function checkRequest({ method, path, query, body }: RequestSeen): string[] {
  const found = findOperation(method, path);
  if (found === undefined) return ["unknown route"];
  const { id, operation } = found;
  return [...checkParameters(found, query), ...checkBody(id, operation, body)];
}

function checkParameters(found: FoundOperation, query: URLSearchParams): string[] {
  const problems: string[] = [];
  const { id, operation, pathValues } = found;
  const { parameters } = operation;
  const values: Record<string, string> = { ...Object.fromEntries(query), ...pathValues };
  for (const name of query.keys()) {
    if (parameters[name]?.in !== "query") problems.push(`query has unknown parameter '${name}'`);
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = values[name];
    if (value === undefined) {
      if (parameter.required) problems.push(`${parameter.in} must have parameter '${name}'`);
      continue;
    }
    const subject = { name: `${parameter.in} ${name}`, operation: id };
    const pointer = `${pointTo(id)}/parameters/${name}/schema`;
    problems.push(...findTextProblems(subject, pointer, value));
  }
  return problems;
}

function checkBody(id: string, operation: Operation, body: unknown): string[] {
  const isAbsent = body === undefined || body === null || body === "";
  if (operation.body === undefined) return isAbsent ? [] : ["body is not expected"];
  // GitHub reads a missing body as an empty one: it counts only where something is required.
  const value = isAbsent ? {} : body;
  return [
    ...findProblems({ name: "body", operation: id }, `${pointTo(id)}/body`, value),
    ...findUnknownNames(operation.body, value).map((name) => `body has unknown property '${name}'`),
  ];
}

/**
 * What GitHub answers to any operation whether its description lists it or not: a bad token, a
 * permission or rate limit, something the token cannot see, not modified, too many requests; and
 * that what was there is gone or has another address.
 */
const answersOfAny = new Set([301, 304, 307, 401, 403, 404, 410, 429]);

function checkResponse({ method, path, status, body }: ResponseSeen): string[] {
  const found = findOperation(method, path);
  // The request to an unknown route was reported; not finding it is the right answer.
  if (found === undefined) return status === 404 ? [] : ["unknown route"];
  const { id, operation } = found;
  const schema = operation.responses[status];
  if (schema === undefined) {
    return status >= 500 || answersOfAny.has(status) ? [] : ["status is not listed"];
  }
  if (typeof body === "string" || body instanceof Uint8Array) return [];
  if (schema === null) return body === undefined || body === null ? [] : ["body is not expected"];
  return findProblems({ name: "body", operation: id }, `${pointTo(id)}/responses/${status}`, body);
}

/** A JSON pointer into the slice; the id has a slash, which a pointer writes as ~1. */
function pointTo(id: string): string {
  return `operations/${id.replaceAll("/", "~1")}`;
}

function checkWebhook(event: string, payload: unknown): string[] {
  const name = nameWebhook(event, payload);
  if (slice().webhooks[name] === undefined) return ["unknown webhook"];
  return findProblems({ name: "payload", operation: name }, `webhooks/${name}`, payload);
}

/** `issue_comment` with action `created` is `issue-comment-created`. */
function nameWebhook(event: string, payload: unknown): string {
  const action: unknown =
    typeof payload === "object" && payload !== null && "action" in payload ? payload.action : "";
  return [event, ...(typeof action === "string" && action !== "" ? [action] : [])]
    .join("-")
    .replaceAll("_", "-");
}
