/** Secrets in what would be pushed. A commit keeps them for all to read, so that masking is no help: it must be made anew. */
import { setImmediate } from "node:timers/promises";
import { findSecrets } from "../../protocol/redact.ts";
import { makeKnownFinder } from "../../protocol/redact/known-values.ts";
import { findEncoded } from "./encoded.ts";
import { shown } from "./objection.ts";
import type { FoundSecret } from "../../protocol/redact.ts";
import type { Handed } from "./handed.ts";

type Find = (text: string) => FoundSecret | null;

const PIECE_CHARS = 1_000_000;
/** No secret is longer, so that none is cut in two. */
const OVERLAP_CHARS = 32_000;

export async function lookForSecrets({ changes, files, secrets }: Handed): Promise<string | null> {
  const find = makeFinder(secrets);
  const brought = changes.filter(({ object }) => files.added.has(object));
  for await (const [object, text] of files.read(brought.map((change) => change.object))) {
    if ((await search(text, find)) === null) continue;
    for (const { path } of brought.filter((change) => change.object === object)) {
      const before = await files.before([path]);
      const found = await search(hideKnownLines(text, before.get(path) ?? []), find);
      if (found === null) continue;
      return `${shown(path)} line ${found.line} holds what looks like a secret (${found.kind}). A commit keeps it for ever: make your new commits anew without it.`;
    }
  }
  return null;
}

/** Names of files, and all of a commit that is not files: its message, its author, its signature. */
export function lookForSecretsBesides({ changes, commits, secrets }: Handed): string | null {
  const find = makeFinder(secrets);
  for (const { path } of changes) {
    const found = find(path);
    if (found === null) continue;
    return `The name ${shown(path)} holds what looks like a secret (${found.kind}): make your new commits anew with another name.`;
  }
  for (const { sha, text } of commits) {
    const found = find(text);
    if (found === null) continue;
    return `The message of commit ${sha.slice(0, 7)} holds what looks like a secret (${found.kind}): write it anew.`;
  }
  return null;
}

/** A piece at a time, since others want the processor as well. */
async function search(text: string, find: Find): Promise<FoundSecret | null> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) {
    const begin = Math.max(0, at - OVERLAP_CHARS);
    const found = find(text.slice(begin, at + PIECE_CHARS));
    if (found !== null) return { ...found, line: found.line + lineAt(text, begin) - 1 };
    await setImmediate();
  }
  return null;
}

function makeFinder(secrets: readonly string[]): Find {
  const findKnown = makeKnownFinder(secrets);
  const findIn = (text: string): FoundSecret | null => {
    const [known] = findKnown(text);
    if (known !== undefined) return { kind: "one of AO's own", line: lineAt(text, known.start) };
    return findSecrets(text)[0] ?? findPassword(text) ?? findEncoded(text);
  };
  return (text) => {
    // In UTF-16 every other byte is 0.
    const wide = text.includes("\0") ? findIn(text.replaceAll("\0", "")) : null;
    return findIn(text) ?? wide;
  };
}

/** `postgres://app:S3cretW0rd@db.example.net/`; not `user:password@localhost`, which every documentation has. */
function findPassword(text: string): FoundSecret | null {
  const url =
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>`]{0,100}:([^\s:@/"'<>`]{8,200})@([\w.-]{1,200})/gi;
  for (const { 1: password = "", 2: host = "", index } of text.matchAll(url)) {
    const isReal = /\d/.test(password) && /[a-z]/i.test(password) && !/^[${<%*]/.test(password);
    const isPublic =
      host.includes(".") && !/^127\.|(?:^|\.)(?:local|test|invalid|example(?:\.\w+)?)$/i.test(host);
    if (isReal && isPublic) return { kind: "password-in-url", line: lineAt(text, index) };
  }
  return null;
}

/**
 * What stood there before is no secret any more. Lines with dashes stay: they are the same around every key, and a new
 * one must be found between them.
 */
function hideKnownLines(text: string, before: readonly string[]): string {
  if (before.length === 0) return text;
  const known = new Set(before.flatMap((old) => old.split("\n")));
  return text
    .split("\n")
    .map((line) => (known.has(line) && !line.includes("-----") ? "" : line))
    .join("\n");
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
