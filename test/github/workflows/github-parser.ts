/** Loads GitHub's own workflow parser. */
import { registerHooks } from "node:module";
import type * as parserPackage from "@actions/workflow-parser";

type Parser = typeof parserPackage;

let loading: Promise<Parser> | undefined;

/**
 * The package imports JSON without `with { type: "json" }`, which Node refuses, so the attribute is
 * added while it loads; hence an import that happens late.
 */
export function loadParser(): Promise<Parser> {
  loading ??= importParser();
  return loading;
}

async function importParser(): Promise<Parser> {
  const hooks = registerHooks({
    load(url, details, next) {
      const isSchema = url.includes("/@actions/workflow-parser/") && url.endsWith(".json");
      return next(url, isSchema ? { ...details, importAttributes: { type: "json" } } : details);
    },
  });
  try {
    return await import("@actions/workflow-parser");
  } finally {
    hooks.deregister();
  }
}
