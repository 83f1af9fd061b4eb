/** What must not get through: refused with a sentence, and nothing reaches the server. */
import { expect } from "vitest";
import type { PushObjection } from "../../src/core/work-item.ts";
import type { PackPush } from "../../src/github/push.ts";
import type { About, Bench, Entries } from "./bench.ts";

export interface Refusal {
  says: string | RegExp;
  about?: PushObjection;
  /** The agent is told; else a person is. */
  forAgent?: boolean;
}

/** Offers `head` on top of the base. */
export async function refuses(
  bench: Bench,
  head: string,
  { says, about, forAgent = true }: Refusal,
  change: Partial<PackPush> = {},
): Promise<void> {
  const result = await bench.push(head, change);
  const told = result.pushed ? "" : result.says;
  if (typeof says === "string") expect(told).toContain(says);
  else expect(told).toMatch(says);
  expect(result).toMatchObject({ pushed: false, forAgent, ...(about !== undefined && { about }) });
  // One paragraph that a phone shows whole.
  expect(told).toMatch(/^[^\n]{10,400}\.$/);
  expect(await bench.server.git("for-each-ref", "refs/heads/ao")).toBe("");
}

/** The same with one commit of these files. */
export async function refusesFiles(
  bench: Bench,
  entries: Entries,
  refusal: Refusal,
  about?: About,
): Promise<void> {
  await refuses(bench, await bench.commit(entries, about), refusal);
}
