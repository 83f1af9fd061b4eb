/**
 * Reads what an agent left in `.ao/outcome.json`: how it ended its turn without a commit. The file is the agent's, so nothing
 * of it is believed before it was checked, and it is gone once it was read: a stale one never counts.
 */
import { constants, type Stats } from "node:fs";
import { lstat, open, rm } from "node:fs/promises";
import path from "node:path";
import {
  describeResult,
  MAX_OUTCOME_BYTES,
  OUTCOME_FILE,
  readOutcomeFile,
  type Result,
} from "../src/protocol/outcome-file.ts";
import { askGit, GitError } from "./git.ts";
import type { Mirror } from "./mirror.ts";
import type { Outlet } from "./outlet.ts";

/** A result that holds, or what is wrong with it in short phrases; neither where the agent wrote none. */
export type Found = { result: Result | null; mistakes: string[] };
export const NOTHING_FOUND: Found = { result: null, mistakes: [] };

/** Reads the file in the worktree `work` and removes it. Null when there is none. `branch` is the base's name. */
export async function takeOutcome(
  work: string,
  { mirror, branch }: { mirror: Mirror; branch: string },
): Promise<Found | null> {
  const written = await readOnce(work);
  if (written === null) return null;
  await clearOutcome(work);
  if (typeof written !== "string") return written;
  const read = readOutcomeFile(written);
  if (!("outcome" in read)) return { result: null, mistakes: read.mistakes };
  const { outcome } = read;
  if (outcome.outcome !== "already_fixed") return { result: outcome, mistakes: [] };
  const commit = await findOnBase(mirror, outcome.commit);
  if (commit === null) return refuse(`\`commit\`: ${outcome.commit} is no commit of \`${branch}\``);
  return { result: { ...outcome, commit }, mistakes: [] };
}

/** Never through a link: what a folder `.ao` that is none leads to is not ours. */
export async function clearOutcome(work: string): Promise<void> {
  const folder = await lookAt(path.dirname(path.join(work, OUTCOME_FILE)));
  if (folder?.isDirectory() !== true) return;
  await rm(path.join(work, OUTCOME_FILE), { recursive: true, force: true });
}

/** What the agent is told, once, about a file that can't be taken. */
export function describeMistakes(mistakes: readonly string[]): string {
  return [
    `Your \`${OUTCOME_FILE}\` can't be taken:`,
    ...mistakes.map((mistake) => `- ${mistake}`),
    "Write it again as you were told, or do the work and commit it.",
  ].join("\n");
}

/** How its turn without a commit is told when the file was wrong twice. */
export function sayMistakes(mistakes: readonly string[], summary: string): string {
  return `Its \`${OUTCOME_FILE}\` could not be taken: ${mistakes.join("; ")}. ${summary}`.trim();
}

/** The agent's closing words, and below them what it reported beside its commits. */
export function addToSummary(summary: string, result: Result, outlet: Outlet): string {
  const reported = outlet.head(describeResult(result), 1_500);
  return `${summary.slice(0, 2_400)}\n\n${reported}`.trim();
}

/** The result as it may leave the runner: redacted, and no longer than a phone shows. */
export function redactResult(result: Result, outlet: Outlet): Result {
  if (result.outcome === "needs_info") {
    const options = result.options.map((option) => outlet.head(option, 120));
    return { ...result, question: outlet.head(result.question, 600), options };
  }
  const says = outlet.head(result.says, 2_000);
  if (result.outcome === "too_big") {
    const parts = result.parts.map(({ title, why }) => ({
      title: outlet.head(title, 120),
      why: outlet.head(why, 300),
    }));
    return { ...result, says, parts };
  }
  const ran = result.ran.map(({ command, exitCode, output }) => ({
    command: outlet.head(command, 300),
    exitCode,
    output: outlet.tail(output, 4_000),
  }));
  return { ...result, says, ran };
}

/** Opened without following a link or waiting for a pipe, and only if it is still what was looked at. */
async function readOnce(work: string): Promise<string | Found | null> {
  const file = path.join(work, OUTCOME_FILE);
  const folder = await lookAt(path.dirname(file));
  const seen = await lookAt(file);
  if (seen === null) return null;
  const whole = folder?.isDirectory() === true && seen.isFile() && seen.nlink === 1;
  if (!whole) return refuse("it is no regular file");
  if (seen.size > MAX_OUTCOME_BYTES) {
    return refuse(`it has ${seen.size} bytes; at most ${MAX_OUTCOME_BYTES} are read`);
  }
  const handle = await open(
    file,
    // oxlint-disable-next-line no-bitwise -- flags of open(2)
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch((error: unknown) => {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  });
  if (handle === null) return refuse("it can't be opened");
  try {
    const { dev, ino } = await handle.stat();
    if (dev !== seen.dev || ino !== seen.ino) return refuse("it changed while it was read");
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_OUTCOME_BYTES));
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function refuse(says: string): Found {
  return { result: null, mistakes: [says] };
}

async function lookAt(file: string): Promise<Stats | null> {
  return lstat(file).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  });
}

/** The commit's whole name when the tip of the base leads to it; else null. */
async function findOnBase(mirror: Mirror, commit: string): Promise<string | null> {
  try {
    const sha = await mirror.git(["rev-parse", "--verify", "--quiet", `${commit}^{commit}`]);
    const tip = await mirror.baseTip();
    // A branch may be called like one.
    if (!sha.startsWith(commit)) return null;
    return (await askGit(mirror.git, ["merge-base", "--is-ancestor", sha, tip])) ? sha : null;
  } catch (error) {
    // Git knows no such commit, or more than one.
    if (error instanceof GitError) return null;
    throw error;
  }
}
