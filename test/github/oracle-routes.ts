/** The slice of GitHub's description, and which of its operations a method and path mean. */
import { readFileSync } from "node:fs";
import { isObject, type Json, type JsonObject } from "./oracle-json.ts";

export interface Operation {
  method: string;
  path: string;
  parameters: Record<string, { in: "path" | "query"; required: boolean; schema: Json }>;
  body?: JsonObject;
  /** Per status the body's schema; null where no JSON is described. */
  responses: Record<string, Json>;
}

export interface Slice {
  source: string;
  operations: Record<string, Operation>;
  webhooks: Record<string, Json>;
  $defs: JsonObject;
}

export interface FoundOperation {
  /** GitHub's operation id: "issues/create-comment". */
  id: string;
  operation: Operation;
  pathValues: Record<string, string>;
}

let loaded: Slice | undefined;

/** The whole slice, read when first asked for. */
export function slice(): Slice {
  loaded ??= readSlice();
  return loaded;
}

function readSlice(): Slice {
  const url = new URL("schema/github.json", import.meta.url);
  const read: unknown = JSON.parse(readFileSync(url, "utf8"));
  if (!isSlice(read)) throw new TypeError("schema/github.json is not what make-schema.ts writes");
  return read;
}

function isSlice(value: unknown): value is Slice {
  return (
    isObject(value) && ["operations", "webhooks", "$defs"].every((key) => isObject(value[key]))
  );
}

/** Undefined when no known operation has this method and path. */
export function findOperation(method: string, path: string): FoundOperation | undefined {
  for (const route of routes()) {
    if (route.operation.method !== method.toUpperCase()) continue;
    const match = route.pattern.exec(path);
    if (match === null) continue;
    const pathValues = Object.fromEntries(
      route.names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]),
    );
    return { id: route.id, operation: route.operation, pathValues };
  }
  return undefined;
}

interface Route {
  id: string;
  operation: Operation;
  pattern: RegExp;
  names: string[];
}

let sortedRoutes: Route[] | undefined;

/** Most literal first, so that `/actions/runs/{run_id}` never takes what a longer literal path means. */
function routes(): Route[] {
  sortedRoutes ??= Object.entries(slice().operations)
    .map(([id, operation]) => ({ id, operation, ...compilePath(operation.path) }))
    .toSorted((a, b) => countLiterals(b.operation.path) - countLiterals(a.operation.path));
  return sortedRoutes;
}

/** Names that hold slashes: GitHub takes these unescaped too. */
const withSlashes = new Set(["path", "ref", "branch", "basehead"]);

function compilePath(path: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = path.split("/").map((part) => {
    const literal = part.replaceAll(/[.*+?^$()[\]\\]/g, String.raw`\$&`);
    return literal.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return withSlashes.has(name) ? "(.+)" : "([^/]+)";
    });
  });
  return { pattern: new RegExp(`^${source.join("/")}$`), names };
}

function countLiterals(path: string): number {
  return path.split("/").filter((part) => part !== "" && !part.startsWith("{")).length;
}
