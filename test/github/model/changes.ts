import { runGit } from "./git.ts";

/** A tree without files, which git knows without having it. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

export interface ChangedFile {
  readonly path: string;
  readonly status: "added" | "modified" | "removed";
  readonly additions: number;
  readonly deletions: number;
  readonly blob: string;
}

/** What differs between two trees, without renames. */
export async function listChanges(
  directory: string,
  from: string,
  to: string,
): Promise<ChangedFile[]> {
  const format = ["-r", "-z", "--raw", "--numstat", "--no-abbrev", "--no-renames"];
  const output = await runGit(directory, ["diff-tree", ...format, from, to]);
  const { entries, counts } = readFields(output.split("\0").filter((field) => field !== ""));
  return entries.map(({ path, before, after, letter }) => ({
    path,
    status: letter === "A" ? "added" : letter === "D" ? "removed" : "modified",
    additions: counts.get(path)?.added ?? 0,
    deletions: counts.get(path)?.removed ?? 0,
    blob: letter === "D" ? before : after,
  }));
}

/** The part of a diff that GitHub shows of one file; empty for a binary one. */
export async function readPatch(
  directory: string,
  range: { readonly from: string; readonly to: string },
  path: string,
): Promise<string> {
  const text = await runGit(directory, ["diff", range.from, range.to, "--", path]);
  const start = text.indexOf("\n@@");
  return start === -1 ? "" : text.slice(start + 1).trimEnd();
}

/** First come pairs of ":modes blobs letter" and path, then "added removed path". */
function readFields(fields: readonly string[]) {
  const entries: { path: string; before: string; after: string; letter: string }[] = [];
  const counts = new Map<string, { added: number; removed: number }>();
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? "";
    if (field.startsWith(":")) {
      const [, , before = "", after = "", letter = ""] = field.split(" ");
      index += 1;
      entries.push({ path: fields[index] ?? "", before, after, letter });
    } else {
      const [added, removed, ...path] = field.split("\t");
      counts.set(path.join("\t"), { added: countLines(added), removed: countLines(removed) });
    }
  }
  return { entries, counts };
}

/** git writes "-" for a binary file, which counts as none. */
function countLines(text: string | undefined): number {
  return text === undefined || text === "-" ? 0 : Number(text);
}
