/** What GitHub reads of us: our workflow, and the App's manifest. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readers } from "../../src/github/facts/index.ts";
import { checkWorkflow } from "../github/workflows/index.ts";

const read = (file: string): Promise<string> =>
  readFile(new URL(`../../${file}`, import.meta.url), "utf8");

test("GitHub's own parser finds nothing wrong with our workflow", async () => {
  const path = ".github/workflows/ci.yml";

  expect(await checkWorkflow(path, await read(path))).toEqual([]);
});

test("every action in our workflow is pinned to a commit", async () => {
  const uses = (await read(".github/workflows/ci.yml")).match(/uses: .*/g) ?? [];

  expect(uses.length).toBeGreaterThan(0);
  for (const use of uses) expect(use).toMatch(/^uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d/);
});

const Manifest = z.strictObject({
  name: z.string(),
  url: z.url(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

test("the App asks for what the design needs, and never for workflows or administration", async () => {
  const manifest = Manifest.parse(parse(await read("app.yml")));

  expect(manifest.default_permissions).toEqual({
    actions: "write",
    checks: "write",
    contents: "write",
    issues: "write",
    merge_queues: "read",
    metadata: "read",
    pull_requests: "write",
    statuses: "read",
  });
  // The two `installation` events come to every App without being asked for.
  const asked = [...readers.keys()].filter((event) => !event.startsWith("installation"));
  expect(manifest.default_events).toEqual(expect.arrayContaining(asked));
});
