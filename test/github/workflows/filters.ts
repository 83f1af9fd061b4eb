/** Whether a workflow's `on:` asks for an event: types, branches, tags and paths. */
import { isObject } from "../oracle-json.ts";
import type { EventSeen, Workflow } from "./words.ts";

export function isAskedFor(workflow: Workflow, event: EventSeen): boolean {
  const { push, pull_request: pull, workflow_dispatch: dispatch } = workflow.on;
  switch (event.name) {
    case "workflow_dispatch":
      return dispatch !== undefined;
    case "merge_group":
      return workflow.on.merge_group !== undefined;
    case "push":
      return push !== undefined && !isDeletion(event) && isPushAskedFor(push, event);
    case "pull_request":
      return pull !== undefined && isPullAskedFor(pull, event);
  }
}

interface Filters {
  types?: string[];
  branches?: string[];
  "branches-ignore"?: string[];
  tags?: string[];
  "tags-ignore"?: string[];
  paths?: string[];
  "paths-ignore"?: string[];
}

function isDeletion({ payload }: EventSeen): boolean {
  return "deleted" in payload && payload.deleted === true;
}

function isPushAskedFor(filters: Filters, { ref, changedPaths }: EventSeen): boolean {
  const hasBranches = filters.branches !== undefined || filters["branches-ignore"] !== undefined;
  const hasTags = filters.tags !== undefined || filters["tags-ignore"] !== undefined;
  if (ref.startsWith("refs/tags/")) {
    const tag = ref.slice("refs/tags/".length);
    // Tags know no paths.
    return (hasTags || !hasBranches) && isLetThrough(tag, filters.tags, filters["tags-ignore"]);
  }
  const branch = ref.replace(/^refs\/heads\//, "");
  return (
    (hasBranches || !hasTags) &&
    isLetThrough(branch, filters.branches, filters["branches-ignore"]) &&
    isAnyPathLetThrough(filters, changedPaths)
  );
}

const defaultTypes = ["opened", "synchronize", "reopened"];

function isPullAskedFor(filters: Filters, { payload, changedPaths }: EventSeen): boolean {
  const action = "action" in payload ? payload.action : undefined;
  if (!(filters.types ?? defaultTypes).some((type) => type === action)) return false;
  return (
    isLetThrough(readTargetBranch(payload), filters.branches, filters["branches-ignore"]) &&
    isAnyPathLetThrough(filters, changedPaths)
  );
}

function readTargetBranch(payload: object): string {
  const pull = "pull_request" in payload ? payload.pull_request : undefined;
  const base = isObject(pull) ? pull["base"] : undefined;
  const branch = isObject(base) ? base["ref"] : undefined;
  if (typeof branch !== "string") throw new TypeError("pull_request.base.ref is missing");
  return branch;
}

function isAnyPathLetThrough(filters: Filters, paths: string[]): boolean {
  const { paths: wanted, "paths-ignore": unwanted } = filters;
  if (wanted === undefined && unwanted === undefined) return true;
  return paths.some((path) => isLetThrough(path, wanted, unwanted));
}

function isLetThrough(name: string, wanted?: string[], unwanted?: string[]): boolean {
  if (unwanted !== undefined) return !matchesInOrder(name, unwanted);
  return wanted === undefined || matchesInOrder(name, wanted);
}

/** The last pattern that matches decides; one with `!` in front takes names out again. */
function matchesInOrder(name: string, patterns: string[]): boolean {
  const last = patterns.findLast((pattern) => toRegExp(pattern.replace(/^!/, "")).test(name));
  return last !== undefined && !last.startsWith("!");
}

/**
 * `**` is anything, `*` anything but a slash, `?` and `+` none or one, one or more of what is before,
 * `[a-z]` one of these.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
function toRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*+|\\.|[.^$(){}|/\\]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    return part.length > 1 ? part : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
