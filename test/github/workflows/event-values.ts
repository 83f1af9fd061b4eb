/** The `github` and `inputs` that a workflow's expressions see, made from an event. */
import { type Json, type JsonObject, isObject, toObject } from "../oracle-json.ts";
import { isExpression, toMapping } from "./template.ts";
import type { EventSeen, Workflow } from "./words.ts";

export function readEventValues(workflow: Workflow, event: EventSeen): JsonObject {
  return { github: describeEvent(workflow, event), inputs: readInputs(workflow, event) };
}

/** @see https://docs.github.com/actions/reference/workflows-and-actions/contexts#github-context */
function describeEvent(workflow: Workflow, event: EventSeen): JsonObject {
  const { name, ref, sha, repository } = event;
  const payload = toObject(structuredClone(event.payload));
  const sender = payload["sender"];
  const pull = payload["pull_request"];
  return {
    event_name: name,
    event: payload,
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ""),
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    sha,
    head_ref: readRef(pull, "head"),
    base_ref: readRef(pull, "base"),
    repository,
    repository_owner: repository.split("/")[0] ?? "",
    actor: isObject(sender) ? (sender["login"] ?? "") : "",
    triggering_actor: isObject(sender) ? (sender["login"] ?? "") : "",
    workflow: workflow.name,
    workflow_ref: `${repository}/${workflow.path}@${ref}`,
    workflow_sha: sha,
    token: "",
  };
}

function readRef(pull: Json | undefined, side: "head" | "base"): Json {
  const branch = isObject(pull) ? pull[side] : undefined;
  return isObject(branch) ? (branch["ref"] ?? "") : "";
}

/** What a dispatch gave, over the defaults in the file; booleans and numbers as such. */
function readInputs(workflow: Workflow, event: EventSeen): JsonObject {
  if (event.name !== "workflow_dispatch") return {};
  const dispatch = toMapping(toMapping(workflow.template.get("on")).get("workflow_dispatch"));
  const payload = toObject(structuredClone(event.payload));
  const given = isObject(payload["inputs"]) ? payload["inputs"] : {};
  const inputs: JsonObject = {};
  for (const [name, declared] of toMapping(dispatch.get("inputs"))) {
    const kind = toMapping(declared).get("type");
    const fallback = toMapping(declared).get("default");
    const stated = typeof fallback === "object" || isExpression(fallback) ? null : fallback;
    inputs[name] = toInput(given[name] ?? stated ?? null, kind === undefined ? "string" : kind);
  }
  return inputs;
}

function toInput(value: Json, kind: unknown): Json {
  if (kind === "boolean") return value === true || value === "true";
  if (kind === "number") return value === null ? null : Number(value);
  return value ?? "";
}
