/** Looks at git's objects, many with one process, and none larger than memory bears. */
import { randomUUID } from "node:crypto";
import { must } from "../git.ts";
import type { Git } from "../git.ts";

export interface ObjectSize {
  type: string;
  bytes: number;
}

export interface ObjectText {
  type: string;
  /** Decoded as UTF-8; what isn't any becomes U+FFFD. */
  text: string;
}

const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** Type and size of those objects that are here. */
export async function sizesOf(
  git: Git,
  names: readonly string[],
): Promise<Map<string, ObjectSize>> {
  const sizes = new Map<string, ObjectSize>();
  if (names.length === 0) return sizes;
  const answer = await must(git, ["cat-file", "--batch-check"], `${names.join("\n")}\n`);
  for (const line of answer.split("\n")) {
    const [name, type, bytes] = line.split(" ");
    if (name === undefined || type === undefined || bytes === undefined) continue;
    sizes.set(name, { type, bytes: Number(bytes) });
  }
  return sizes;
}

/** The contents of objects that are here, a batch at a time, so that not all of them are in memory at once. */
export async function* readObjects(
  git: Git,
  sizes: ReadonlyMap<string, ObjectSize>,
): AsyncGenerator<[name: string, object: ObjectText]> {
  for (const batch of inBatches(sizes)) {
    // Nobody can write a line into a file that looks like the beginning of the next object.
    const nonce = randomUUID();
    const format = `--batch=${nonce} %(objectname) %(objecttype)`;
    const answer = await must(git, ["cat-file", format], `${batch.join("\n")}\n`);
    const whole = `\n${answer.slice(0, -1)}`;
    for (const part of whole.split(`\n${nonce} `).slice(1)) {
      const [name = "", type = ""] = part.slice(0, 100).split("\n", 1).join("").split(" ");
      yield [name, { type, text: part.slice(part.indexOf("\n") + 1) }];
    }
  }
}

function* inBatches(sizes: ReadonlyMap<string, ObjectSize>): Generator<string[]> {
  let batch: string[] = [];
  let sum = 0;
  for (const [name, { bytes }] of sizes) {
    if (batch.length > 0 && sum + bytes > MAX_BATCH_BYTES) {
      yield batch;
      batch = [];
      sum = 0;
    }
    batch.push(name);
    sum += bytes;
  }
  if (batch.length > 0) yield batch;
}
