/** Evaluates templates with GitHub's own expression library. */
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { truthy } from "@actions/expressions/result";
import { isObject, type Json } from "../oracle-json.ts";
import { isExpression } from "./template.ts";
import type { Scope, Template } from "./words.ts";

/** Everything GitHub has a name for; what the scope does not give is empty, as a missing secret is. */
const names = "github env vars secrets inputs matrix needs strategy steps job jobs runner".split(
  " ",
);

/** Its value, every expression in it replaced. @throws {Error} GitHub's message when one is wrong */
export function evaluate(template: Template, scope: Scope): Json {
  if (typeof template !== "object" || template === null) return template;
  if (Array.isArray(template)) return template.map((item) => evaluate(item, scope));
  if (isExpression(template)) return toJson(evaluateExpression(template.expression, scope));
  return Object.fromEntries([...template].map(([key, value]) => [key, evaluate(value, scope)]));
}

/** Its value as the text GitHub would write for it; nothing is the empty text. */
export function evaluateText(template: Template | undefined, scope: Scope): string {
  return toData(evaluate(template ?? null, scope)).coerceString();
}

/** A mapping's values as texts: an `env:` block. */
export function evaluateTexts(
  template: Template | undefined,
  scope: Scope,
): Record<string, string> {
  const value = evaluate(template ?? null, scope);
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, toData(inner).coerceString()]),
  );
}

export function isTrue(expression: string, scope: Scope): boolean {
  return truthy(evaluateExpression(expression, scope));
}

function evaluateExpression(expression: string, { values, status }: Scope): data.ExpressionData {
  const functions = [
    { name: "success", ...none, call: () => new data.BooleanData(status === "success") },
    { name: "failure", ...none, call: () => new data.BooleanData(status === "failure") },
    { name: "cancelled", ...none, call: () => new data.BooleanData(status === "cancelled") },
    { name: "always", ...none, call: () => new data.BooleanData(true) },
    { name: "hashfiles", minArgs: 1, maxArgs: 255, call: refuseHashFiles },
  ];
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, names, functions).parse();
  const known = new data.Dictionary(
    ...names.map((name) => ({ key: name, value: toData(values[name] ?? {}) })),
  );
  return new Evaluator(tree, known, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

const none = { minArgs: 0, maxArgs: 0 };

function refuseHashFiles(): data.ExpressionData {
  throw new Error("hashFiles is not something this stand-in for GitHub Actions does");
}

function toData(value: Json): data.ExpressionData {
  const read: data.ExpressionData = JSON.parse(JSON.stringify(value), data.reviver);
  return read;
}

function toJson(value: data.ExpressionData): Json {
  const read: Json = JSON.parse(JSON.stringify(value, data.replacer));
  return read;
}
