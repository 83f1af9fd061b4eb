/** Commits as one self-contained pack on disk: what the app can index without any other object of the repository. */
import { createHash } from "node:crypto";
import { createWriteStream, openAsBlob } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import { diagnose, JobFailure } from "./endings.ts";

export type Pack = {
  sha256: string;
  bytes: number;
  /** Its bytes, as often as an upload is tried. */ open: () => Promise<Blob>;
};
export type PackOrder = {
  head: string;
  /** Commits the app has: what was pushed, and the base. */ without: readonly string[];
  maxBytes: number;
  /** Absolute; replaced when it is there. */ file: string;
};

/** The repository a pack is made in, and as whom: the mirror as the runner, a worktree as the agent. */
export type PackSide = { cwd: string; environment: Record<string, string>; signal: AbortSignal };

/**
 * Packs what `head` has and `without` have not. Never thin: a thin pack leaves out what the app would have to fetch.
 * @throws {JobFailure} `workspace` when it grows beyond `maxBytes`
 */
export async function makePack(order: PackOrder, side: PackSide): Promise<Pack> {
  await mkdir(path.dirname(order.file), { recursive: true });
  await rm(order.file, { force: true });
  const revisions = [order.head, ...order.without.map((sha) => `^${sha}`)].join("\n");
  const git = execa("git", ["pack-objects", "--revs", "--stdout", "--quiet"], {
    cwd: side.cwd,
    env: side.environment,
    extendEnv: false,
    input: `${revisions}\n`,
    encoding: "buffer",
    buffer: { stdout: false },
    cancelSignal: side.signal,
    killDescendants: true,
  });
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > order.maxBytes) return done(tooLarge(order.maxBytes));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await Promise.all([git, pipeline(git.stdout, measure, createWriteStream(order.file))]);
  } catch (error) {
    git.kill("SIGKILL");
    await rm(order.file, { force: true });
    if (bytes > order.maxBytes) throw tooLarge(order.maxBytes);
    throw error;
  }
  const open = () => openAsBlob(order.file, { type: "application/octet-stream" });
  return { sha256: hash.digest("hex"), bytes, open };
}

function tooLarge(maxBytes: number): JobFailure {
  const limit = `${Math.round(maxBytes / 1_000_000)} MB`;
  return new JobFailure(
    diagnose("workspace", `The commits are larger than the ${limit} that may be uploaded.`, {
      checked: ["the size of the pack"],
    }),
  );
}
