/** A workflow file's text as a template: its values, with `${{ … }}` as expressions to evaluate later. */
import { parse } from "yaml";
import type { Expression, Mapping, Template } from "./words.ts";

/**
 * Read apart from GitHub's parser, whose converter drops `defaults:`, `timeout-minutes:` and more, and
 * whose tokens keep the indentation of a block that has an expression in it.
 * @throws {TypeError} for what workflow files do not have, such as dates
 */
export function readTemplate(text: string): Mapping {
  const read: unknown = parse(text, { mapAsMap: true });
  return toMapping(toTemplate(read));
}

function toTemplate(value: unknown): Template {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return toText(value);
  if (Array.isArray(value)) return value.map((item) => toTemplate(item));
  if (!(value instanceof Map)) throw new TypeError(`no template for ${typeof value}`);
  return new Map(Array.from(value, ([key, inner]) => [String(key), toTemplate(inner)]));
}

/** "a ${{ b }}" becomes `format('a {0}', b)`, as in GitHub's own parser. */
function toText(text: string): string | Expression {
  const pieces = splitExpressions(text);
  const expressions = pieces.filter((piece) => typeof piece !== "string");
  const [only] = pieces;
  if (expressions.length === 0) return text;
  if (pieces.length === 1 && typeof only === "object") return only;
  let count = 0;
  const format = pieces.map((piece) =>
    typeof piece === "string" ? escapeForFormat(piece) : `{${count++}}`,
  );
  const values = expressions.map(({ expression }) => `, ${expression}`);
  return { expression: `format('${format.join("")}'${values.join("")})` };
}

function escapeForFormat(text: string): string {
  return text.replaceAll("'", "''").replaceAll("{", "{{").replaceAll("}", "}}");
}

function splitExpressions(text: string): (string | Expression)[] {
  const pieces: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf("${{", at);
    const end = start === -1 ? -1 : findEnd(text, start + 3);
    if (end === -1) break;
    if (start > at) pieces.push(text.slice(at, start));
    pieces.push({ expression: text.slice(start + 3, end).trim() });
    at = end + 2;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

/** Where the expression's `}}` is, not counting those in its quoted texts; -1 when it has none. */
function findEnd(text: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") isQuoted = !isQuoted;
    if (!isQuoted && text.startsWith("}}", at)) return at;
  }
  return -1;
}

/** What is not a mapping, or not there, has no entries. */
export function toMapping(template: Template | undefined): Mapping {
  return template instanceof Map ? template : new Map();
}

export function isExpression(template: Template | undefined): template is Expression {
  return typeof template === "object" && template !== null && "expression" in template;
}
