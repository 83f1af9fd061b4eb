/** Packs and folders that no ordinary git would make. */
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { expect } from "vitest";
import type { Bench } from "./bench.ts";

/** A tree of these raw bytes beside nothing else, committed on top of the base. */
export async function commitTree(bench: Bench, bytes: Buffer): Promise<string> {
  const tree = await bench.git(
    ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
    bytes,
  );
  return bench.git(["commit-tree", tree, "-p", bench.base], "Change everything\n");
}

export function rawEntry(mode: string, name: string, object: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`, "latin1"), Buffer.from(object, "hex")]);
}

export async function packWithout(bench: Bench, head: string, lacking: string): Promise<Buffer> {
  const listed = await bench.git(["rev-list", "--objects", head, `^${bench.base}`]);
  const names = listed.split("\n").map((line) => line.split(" ", 1).join(""));
  const kept = names.filter((name) => name !== lacking);
  expect(kept.length).toBe(names.length - 1);
  const objects = [];
  for (const name of kept) objects.push(await rawObject(bench, name));
  return makePack(objects);
}

export interface RawObject {
  /** As in a pack: 1 commit, 2 tree, 3 blob, 7 a difference to `base`. */
  type: number;
  bytes: Buffer;
  base?: string;
}

export async function rawObject(bench: Bench, name: string): Promise<RawObject> {
  const type = await bench.git(["cat-file", "-t", name]);
  const hex = await bench.git(["cat-file", type, name]);
  const bytes = type === "tree" ? await rawTree(bench, name) : Buffer.from(`${hex}\n`);
  return { type: ["", "commit", "tree", "blob"].indexOf(type), bytes };
}

export async function rawTree(bench: Bench, name: string): Promise<Buffer> {
  const listed = await bench.git(["ls-tree", "-z", name]);
  const entries = listed.split("\0").flatMap((line) => {
    const [, mode = "", object = "", path] = /^0*(\d+) \w+ (\w+)\t([^]*)$/.exec(line) ?? [];
    return path === undefined ? [] : [rawEntry(mode, path, object)];
  });
  return Buffer.concat(entries);
}

/** @see https://git-scm.com/docs/pack-format */
export function makePack(objects: readonly RawObject[]): Buffer {
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length, 8);
  const parts = [head];
  for (const { type, bytes, base } of objects) {
    let size = bytes.length >> 4;
    const header = [(type << 4) | (bytes.length & 15) | (size > 0 ? 128 : 0)];
    for (; size > 0; size >>= 7) header.push((size & 127) | (size > 127 ? 128 : 0));
    parts.push(Buffer.from(header));
    if (base !== undefined) parts.push(Buffer.from(base, "hex"));
    parts.push(deflateSync(bytes, { level: 9 }));
  }
  const body = Buffer.concat(parts);
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

export function varint(value: number): Buffer {
  const bytes = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left & 127) | 128);
  return Buffer.from([...bytes, left]);
}

export function sha1(type: string, bytes: Buffer): string {
  return createHash("sha1").update(`${type} ${bytes.length}\0`).update(bytes).digest("hex");
}

export function flip(pack: Buffer, at: number): Buffer {
  const damaged = Buffer.from(pack);
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  return damaged;
}
