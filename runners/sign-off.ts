/**
 * The `Signed-off-by:` of commits that nobody has seen yet. An agent forgets it, and a red DCO check can't be mended later
 * without rewriting what was pushed; so it is put there before the commits are handed over.
 */
import type { Git } from "./git.ts";

/**
 * Makes the commits that lead to `head`, and are none of `known`'s, anew where one of them lacks the sign-off of its author:
 * same files, same authors, same dates, merges kept. What is the same as before keeps its name.
 * @param git in a repository whose configuration is the runner's own
 * @returns what takes `head`'s place
 */
export async function signOff(
  git: Git,
  { head, known }: { head: string; known: readonly string[] },
): Promise<string> {
  const not = known.map((sha) => `^${sha}`);
  const listed = await git(["rev-list", "--topo-order", "--reverse", head, ...not]);
  const renamed = new Map<string, string>();
  for (const sha of listed.split("\n").filter((line) => line !== "")) {
    renamed.set(sha, await signOne(git, sha, renamed));
  }
  return renamed.get(head) ?? head;
}

async function signOne(
  git: Git,
  sha: string,
  renamed: ReadonlyMap<string, string>,
): Promise<string> {
  const text = await git(["cat-file", "commit", sha]);
  const end = text.indexOf("\n\n");
  const headers = text.slice(0, end).split("\n");
  const message = text.slice(end + 2);
  const signed = await addTrailer(git, message, authorOf(headers));
  const moved = headers.map((line) => {
    const [key, parent = ""] = line.split(" ");
    return key === "parent" ? `parent ${renamed.get(parent) ?? parent}` : line;
  });
  const isSame = signed.trimEnd() === message.trimEnd() && moved.join() === headers.join();
  if (isSame) return sha;
  const input = `${withoutSignature(moved).join("\n")}\n\n${signed.trimEnd()}\n`;
  return git(["hash-object", "-t", "commit", "-w", "--stdin"], { input });
}

/** git itself knows where a trailer goes, and whether it is there already. */
async function addTrailer(git: Git, message: string, author: string): Promise<string> {
  const once = ["--if-exists", "addIfDifferent", "--no-divider"];
  return git(["interpret-trailers", ...once, "--trailer", `Signed-off-by: ${author}`], {
    input: `${message.trimEnd()}\n`,
  });
}

/** `Name <address>` of `author Name <address> 1700000000 +0000`. */
function authorOf(headers: readonly string[]): string {
  const line = headers.find((one) => one.startsWith("author ")) ?? "";
  return line.slice("author ".length).replace(/ \d+ [+-]\d{4}$/, "");
}

/** A signature is over the old text; its further lines begin with a blank. */
function withoutSignature(headers: readonly string[]): string[] {
  let inside = false;
  return headers.filter((line) => {
    inside = line.startsWith("gpgsig") || (inside && line.startsWith(" "));
    return !inside;
  });
}
