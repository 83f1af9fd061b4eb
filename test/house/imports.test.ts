/** The walls of the house: an import against the rules must fail the same lint that `npm run check` runs. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
let house = "";

const planted: [where: string, line: string][] = [
  ["src/core/planted-store.ts", 'export { openDatabase } from "../store/open.ts";'],
  ["src/core/states/planted.ts", 'export { openDatabase } from "../../store/open.ts";'],
  ["src/core/planted-node.ts", 'export { readFile } from "node:fs/promises";'],
  ["src/core/planted-execa.ts", 'export { execa } from "execa";'],
  ["src/core/planted-date.ts", "export const now = () => new Date();"],
  ["src/core/planted-chance.ts", "export const chance = () => Math.random();"],
  ["src/protocol/planted-core.ts", 'export { decide } from "../core/decide.ts";'],
  ["src/protocol/planted-node.ts", 'export { readFile } from "node:fs/promises";'],
  ["src/store/planted.ts", 'export { connect } from "../github/connection.ts";'],
  ["src/github/planted.ts", 'export { leaseJob } from "../dispatch/local-daemon.ts";'],
  ["src/github/verbs/planted.ts", 'export { leaseJob } from "../../dispatch/local-daemon.ts";'],
  ["src/dispatch/planted.ts", 'export { connect } from "../github/connection.ts";'],
  ["src/web/planted.ts", 'export { startApp } from "../start.ts";'],
  ["runners/planted.ts", 'export { decide } from "../src/core/decide.ts";'],
  ["runners/agents/planted.ts", 'export { openDatabase } from "../../src/store/open.ts";'],
];
let complaints: { filename: string; code: string }[] = [];

beforeAll(async () => {
  house = await mkdtemp(path.join(tmpdir(), "ao-house-"));
  for (const part of ["src", "runners", "tsconfig.json", ".oxlintrc.json", ".gitignore"]) {
    await cp(path.join(root, part), path.join(house, part), { recursive: true });
  }
  await symlink(path.join(root, "node_modules"), path.join(house, "node_modules"));
  for (const [where, line] of planted) await writeFile(path.join(house, where), `${line}\n`);
  complaints = await lint("src", "runners");
});
afterAll(() => rm(house, { recursive: true, force: true }));

test.each(planted)("%s must not say `%s`", (where) => {
  const codes = complaints.filter((one) => one.filename === where).map((one) => one.code);

  expect(codes.join(" ")).toMatch(/no-restricted/);
});

test("nothing but what was planted breaks the rules", () => {
  const places = planted.map(([where]) => where);

  const others = complaints.filter((one) => !places.includes(one.filename));

  expect(others.filter((one) => /no-restricted|no-cycle/.test(one.code))).toEqual([]);
});

async function lint(...paths: string[]): Promise<typeof complaints> {
  const oxlint = path.join(root, "node_modules/.bin/oxlint");
  try {
    await run(oxlint, ["--format", "json", ...paths], { cwd: house, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    // It found something, as it should: what it found stands on stdout.
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    const found: { diagnostics: typeof complaints } = JSON.parse(output);
    return found.diagnostics;
  }
  return [];
}
