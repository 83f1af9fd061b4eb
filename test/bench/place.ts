/** Where one figure is measured: a directory of its own, and whatever has to end with it. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Place {
  directory: string;
  stack: AsyncDisposableStack;
}

/** @param root on the disk that is to be measured; the system's own place for temporary files unless said otherwise */
export async function makePlace(root = tmpdir()): Promise<Place> {
  const directory = await realpath(await mkdtemp(path.join(root, "ao-bench-")));
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return { directory, stack };
}
