/**
 * `.github/ao.yml` as text -> its settings, or mistakes that its author can act on. Pure.
 * What each setting may be is `core/policy.ts`; here is what YAML adds: lines, keys written twice, aliases, nesting.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { ParsedNode, YAMLError, YAMLMap } from "yaml";
import { nearest } from "../core/commands/nearest.ts";
import { policyExamples, policyFileSchema } from "../core/policy.ts";
import type { PolicyFile, PolicyMistake } from "../core/policy.ts";

const maxBytes = 64 * 1_024;
const maxMistakes = 20;
const maxKeyChars = 40;

const keys = Object.keys(policyFileSchema.shape);
const budgetKeys = ["issue", "day"];
/** People look for these here; they are in the operator's file. */
const operatorKeys = new Set([
  "agent",
  "attempts",
  "model",
  "prices",
  "runner",
  "sandbox",
  "tokens",
]);

type Read = { file: PolicyFile; mistakes: [] } | { file: null; mistakes: PolicyMistake[] };

interface Reading {
  lines: LineCounter;
  mistakes: PolicyMistake[];
  /** Where each value stands, by its path: `budget.issue`, `ask.0`. */
  lineOf: Map<string, number>;
}

/** Reads the file's text. Mistakes come in the order of their lines, at most twenty. An empty file says nothing. */
export function readPolicyFile(text: string): Read {
  if (Buffer.byteLength(text) > maxBytes) return refuse([atLine(1, "The file is over 64 KiB.")]);
  const reading: Reading = { lines: new LineCounter(), mistakes: [], lineOf: new Map() };
  const { contents, errors, warnings } = parseDocument(text, {
    lineCounter: reading.lines,
    merge: false,
    prettyErrors: false,
    schema: "core",
    // Looked for below: the parser would compare every key with every other.
    uniqueKeys: false,
  });
  // Only the first: most of the others follow from it.
  const [wrong] = [...errors, ...warnings];
  if (wrong !== undefined) return refuse([explainYaml(wrong, reading.lines, text)]);
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return { file: {}, mistakes: [] };
  }
  if (!isMap(contents)) return refuse([atLine(lineAt(reading, contents), notSettings)]);
  return check(reading, readKeys(reading, contents, { prefix: "", known: keys }));
}

function refuse(mistakes: PolicyMistake[]): Read {
  const inOrder = mistakes.toSorted((a, b) => a.line - b.line);
  return { file: null, mistakes: inOrder.slice(0, maxMistakes) };
}

function atLine(line: number, says: string): PolicyMistake {
  return { line, key: "", says, nearest: null };
}

const notSettings = `This holds no settings: write them like \`${policyExamples.verify}\`, with a space after the colon.`;

function readKeys(
  reading: Reading,
  map: YAMLMap.Parsed,
  { prefix, known }: { prefix: string; known: string[] },
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { key: node, value } of map.items) {
    const name = isScalar(node) ? String(node.value).slice(0, maxKeyChars) : "?";
    const key = `${prefix}${name}`;
    const line = lineAt(reading, node);
    if (!known.includes(name)) reading.mistakes.push(explainKey({ line, key, name, known }));
    else if (Object.hasOwn(values, name)) {
      reading.mistakes.push({ line, key, says: "is written twice: keep one", nearest: null });
    } else {
      reading.lineOf.set(key, value === null ? line : lineAt(reading, value));
      values[name] = readValue(reading, key, value);
    }
  }
  return values;
}

function explainKey(at: {
  line: number;
  key: string;
  name: string;
  known: string[];
}): PolicyMistake {
  const { line, key, name, known } = at;
  if (operatorKeys.has(name)) {
    return { line, key, says: "is set by who hosts AO, not in this file", nearest: null };
  }
  const typed = name.toLowerCase();
  const meant = nearest(typed, known) ?? known.find((one) => typed.includes(one)) ?? null;
  const all = meant === null ? `; there are ${known.map((one) => `\`${one}\``).join(", ")}` : "";
  return { line, key, says: `is no setting${all}`, nearest: meant };
}

/** The value as plain data; undefined when it is a mistake of its own. Nothing nested deeper is ever looked at. */
function readValue(reading: Reading, key: string, node: ParsedNode | null): unknown {
  if (node === null) return null;
  if (isScalar(node)) return node.value;
  if (isMap(node)) {
    return key === "budget"
      ? readKeys(reading, node, { prefix: "budget.", known: budgetKeys })
      : {};
  }
  if (isSeq(node)) return readList(reading, key, node.items);
  return refuseNode(reading, key, node);
}

function readList(reading: Reading, key: string, items: ParsedNode[]): unknown {
  const values: unknown[] = [];
  for (const item of items) {
    if (!isScalar(item)) return refuseNode(reading, key, item);
    reading.lineOf.set(`${key}.${values.length}`, lineAt(reading, item));
    values.push(item.value);
  }
  return values;
}

function refuseNode(reading: Reading, key: string, node: ParsedNode): undefined {
  const says = isAlias(node)
    ? 'has a value that starts with `*`: put it in quotes, like `"**/migrations/**"`'
    : "is nested too deep: a list holds plain values only";
  reading.mistakes.push({ line: lineAt(reading, node), key, says, nearest: null });
}

function check(reading: Reading, values: Record<string, unknown>): Read {
  const checked = policyFileSchema.safeParse(values);
  const { lineOf, mistakes } = reading;
  if (checked.success && mistakes.length === 0) return { file: checked.data, mistakes: [] };
  const seen = new Set<string>();
  for (const issue of checked.error?.issues ?? []) {
    const path = issue.path.join(".");
    // A value that breaks two rules is told the first.
    if (seen.has(path)) continue;
    seen.add(path);
    const key = issue.path.filter((part) => typeof part === "string").join(".");
    const meant: unknown = issue.code === "custom" ? issue.params?.["nearest"] : null;
    mistakes.push({
      line: lineOf.get(path) ?? 1,
      key,
      says: issue.message,
      nearest: typeof meant === "string" ? meant : null,
    });
  }
  return refuse(mistakes);
}

function lineAt({ lines }: { lines: LineCounter }, node: ParsedNode): number {
  return lines.linePos(node.range[0]).line;
}

type YamlCodes = Partial<Record<YAMLError["code"], string>>;

/** What YAML's messages mean for somebody who did not want to learn YAML. These go on after the line's key. */
const aboutValue: YamlCodes = {
  BAD_SCALAR_START: "has a value that starts with a special character: put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: "has a value with a colon and a space in it: put it in quotes",
  TAG_RESOLVE_FAILED: "has a value that starts with `!`: put it in quotes",
};

const aboutFile: YamlCodes = {
  MULTIPLE_DOCS: "A second document begins here: remove its `---` and what follows.",
  RESOURCE_EXHAUSTION: "This is nested far too deep: settings have one level.",
  TAB_AS_INDENT: "This line begins with a tab: YAML wants spaces.",
};

function explainYaml(error: YAMLError, lines: LineCounter, text: string): PolicyMistake {
  const { line } = lines.linePos(error.pos[0]);
  const written = text.split(/\r\n|\n|\r/)[line - 1] ?? "";
  const key = /^ {0,40}([\w-]{1,40}) {0,40}:/.exec(written)?.[1] ?? "";
  const saysOfValue = saysOfLogin(error, written) ?? aboutValue[error.code];
  if (saysOfValue !== undefined) return { ...atLine(line, saysOfValue), key };
  const own = error.message.replace(/[^ -~]|`/g, " ").slice(0, 100);
  return atLine(line, aboutFile[error.code] ?? `This is not YAML: \`${own}\``);
}

/** Logins written as GitHub shows them, which YAML can't read. */
function saysOfLogin(error: YAMLError, written: string): string | undefined {
  if (error.code === "BAD_SCALAR_START" && error.message.endsWith("@")) {
    return "has a value that starts with `@`: write logins without it";
  }
  if (!written.includes("[bot]")) return undefined;
  return `names apps without \`[bot]\`, like \`${policyExamples.heal}\``;
}
