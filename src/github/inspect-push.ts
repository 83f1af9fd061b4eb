/**
 * Looks at what a runner wants pushed: `refs/ao/in` over `refs/ao/old` and `refs/ao/main`, in a bare repository without a network.
 * Every commit counts, not only the last: what was ever in one stays in the history for all to read.
 */
import { findSecrets } from "../protocol/redact.ts";
import { must } from "./git.ts";
import type { Git } from "./git.ts";

const NEW = ["refs/ao/in", "^refs/ao/old", "^refs/ao/main"];
const MAX_COMMITS = 200;
const MAX_FILE_BYTES = 20 * 1024 * 1024;
const MAX_SCANNED_BYTES = 2 * 1024 * 1024;

/** Paths an agent's commit must not touch: they decide what runs with whose rights. Compared in lower case. */
const PROTECTED = [
  /^\.github\/workflows\//,
  /^\.github\/actions\//,
  /^(\.github\/|docs\/)?codeowners$/,
  /^\.github\/ao\.ya?ml$/,
  /(^|\/)(claude|agents|gemini)\.md$/,
  /(^|\/)\.(claude|codex|gemini|cursor)\//,
  /(^|\/)\.mcp\.json$/,
];

interface Change {
  mode: string;
  object: string;
  status: string;
  path: string;
}

/** @returns a sentence for the agent why this is not pushed, or null when nothing speaks against it */
export async function inspectPush(git: Git, head: string): Promise<string | null> {
  const follows = await git(["merge-base", "--is-ancestor", "refs/ao/old", head]);
  if (follows.exitCode !== 0) {
    return "The commits do not follow from what was pushed before: history was rewritten.";
  }
  const commits = (await must(git, ["rev-list", ...NEW])).trim().split("\n").filter(Boolean);
  if (commits.length === 0) return "There is no new commit.";
  if (commits.length > MAX_COMMITS) return `${commits.length} commits are too many at once.`;
  const changes = parseChanges(
    await must(git, [
      "log",
      "-c",
      "--format=",
      "--raw",
      "-z",
      "--no-renames",
      "--no-abbrev",
      ...NEW,
    ]),
  );
  return lookAtPaths(changes) ?? (await lookAtFiles(git, changes));
}

/** `:000000 100644 <old> <new> A\0path\0`; a merge (`-c`) has one more colon, mode and object per parent. */
function parseChanges(raw: string): Change[] {
  const fields = raw.split("\0");
  const changes: Change[] = [];
  for (let at = 0; at < fields.length - 1; at += 2) {
    const words = (fields[at] ?? "").trim().split(" ");
    const parents = /^:+/.exec(words[0] ?? "")?.[0].length ?? 1;
    const mode = words[parents] ?? "";
    const object = words[2 * parents + 1] ?? "";
    changes.push({ mode, object, status: words.at(-1) ?? "", path: fields[at + 1] ?? "" });
  }
  return changes;
}

function lookAtPaths(changes: Change[]): string | null {
  for (const { mode, path } of changes) {
    const lower = path.toLowerCase().normalize("NFKC");
    if (PROTECTED.some((pattern) => pattern.test(lower))) {
      return `\`${shown(path)}\` is protected; leave it as it is.`;
    }
    if (lower.split("/").some((part) => part === ".git" || part === ".." || part === "git~1")) {
      return `\`${shown(path)}\` is no path for a repository.`;
    }
    if (mode === "160000") return `\`${shown(path)}\` is a submodule; AO pushes none.`;
  }
  return null;
}

async function lookAtFiles(git: Git, changes: Change[]): Promise<string | null> {
  const files = changes.filter(({ status, mode }) => status !== "D" && !/^0+$/.test(mode));
  const asked = files.map((file) => file.object).join("\n");
  const answers = (await must(git, ["cat-file", "--batch-check"], `${asked}\n`)).split("\n");
  for (const [at, file] of files.entries()) {
    const [, kind, size] = (answers[at] ?? "").split(" ");
    // A blob that is not here is one of the base's: an old file put back as it was.
    if (kind !== "blob") continue;
    const bytes = Number(size);
    if (bytes > MAX_FILE_BYTES) {
      return `\`${shown(file.path)}\` has ${Math.round(bytes / 1_048_576)} MB; at most ${MAX_FILE_BYTES / 1_048_576} are pushed.`;
    }
    if (bytes > MAX_SCANNED_BYTES && file.mode !== "120000") continue;
    const text = await must(git, ["cat-file", "blob", file.object]);
    const objection =
      file.mode === "120000" ? lookAtLink(file.path, text) : lookForSecrets(file.path, text);
    if (objection !== null) return objection;
  }
  return null;
}

/** A symbolic link may point anywhere inside the repository, and nowhere else. */
function lookAtLink(path: string, target: string): string | null {
  let depth = path.split("/").length - 1;
  for (const part of target.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "." && part !== "") depth += 1;
    if (depth < 0) break;
  }
  if (depth >= 0 && !target.startsWith("/")) return null;
  return `\`${shown(path)}\` is a link that leaves the repository.`;
}

function lookForSecrets(path: string, text: string): string | null {
  const [secret] = findSecrets(text);
  if (secret === undefined) return null;
  return `\`${shown(path)}\` line ${secret.line} holds what looks like a secret (${secret.kind}). A commit keeps it for ever: rewrite your new commits without it.`;
}

/** A path as it may stand in a comment: no backtick, no control character, not endless. */
function shown(path: string): string {
  return path.replaceAll(/[`\p{Cc}]/gu, "?").slice(0, 200);
}
