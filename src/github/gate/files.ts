/** The files of a push: new ones are in the pack, old ones are fetched when a rule wants to compare. */
import { setImmediate } from "node:timers/promises";
import { fetchObjects } from "./known.ts";
import { readObjects, sizesOf } from "./objects.ts";
import { versionsAt } from "./changes.ts";
import { must } from "../git.ts";
import type { History } from "./history.ts";
import type { Site } from "./known.ts";
import type { ObjectSize } from "./objects.ts";

export interface Files {
  /** Bytes of each file that the pack brings. */
  added: ReadonlyMap<string, number>;
  /** Texts of files by object name, in any order; what is too large to be looked at, or no file, is left out. */
  read: (objects: Iterable<string>) => AsyncGenerator<[object: string, text: string]>;
  /** The texts a path had before: in the head pushed last, and in the base branch if that was merged. */
  before: (paths: readonly string[]) => Promise<Map<string, string[]>>;
  /** Of these, the objects that GitHub's own commits do not hold either. */
  unknown: (objects: Iterable<string>) => Promise<Set<string>>;
}

const MAX_READ_BYTES = 20 * 1024 * 1024;

export function filesOf(
  site: Site,
  history: History,
  packed: ReadonlyMap<string, ObjectSize>,
): Files {
  const blobs = [...packed].filter(([, { type }]) => type === "blob");
  const added = new Map(blobs.map(([object, { bytes }]) => [object, bytes]));
  const points = ["refs/ao/old", ...(history.merged === null ? [] : [history.merged.main])];

  async function* read(objects: Iterable<string>): AsyncGenerator<[string, string]> {
    const wanted = [...new Set(objects)];
    const here = await sizesOf(site.offline, wanted);
    const missing = wanted.filter((object) => !here.has(object));
    await fetchObjects(site, missing);
    const sizes = new Map([...here, ...(await sizesOf(site.offline, missing))]);
    for (const [object, { type, bytes }] of sizes) {
      if (type !== "blob" || bytes > MAX_READ_BYTES) sizes.delete(object);
    }
    for await (const [object, { text }] of readObjects(site.offline, sizes)) {
      yield [object, text];
      // Looking at a text takes a while; others want the processor as well.
      await setImmediate();
    }
  }

  async function before(paths: readonly string[]): Promise<Map<string, string[]>> {
    const found: [path: string, object: string][] = [];
    for (const point of points) {
      const versions = await versionsAt(site, point, paths);
      for (const [path, { object }] of versions) found.push([path, object]);
    }
    const texts = new Map(await Array.fromAsync(read(found.map(([, object]) => object))));
    const all = new Map<string, string[]>();
    for (const [path, object] of found) {
      all.set(path, [...(all.get(path) ?? []), texts.get(object) ?? ""]);
    }
    return all;
  }

  async function unknown(objects: Iterable<string>): Promise<Set<string>> {
    const left = new Set(objects);
    for (const object of left) if (added.has(object)) left.delete(object);
    for (const edge of history.edges) {
      if (left.size === 0) break;
      const listed = await must(site.offline, ["ls-tree", "-r", "--format=%(objectname)", edge]);
      for (const object of listed.split("\n")) left.delete(object);
    }
    return left;
  }

  return { added, read, before, unknown };
}
