import { describe, expect, test } from "vitest";
import { ratchet, watches } from "../../../src/core/ratchet.ts";
import type { FileChange } from "../../../src/core/ratchet.ts";

describe("settings", () => {
  test.each([
    ["package.json", script("jest"), script("jest || true"), "hides a failure (`|| true`)"],
    ["package.json", script("jest"), script("jest || exit 0"), "hides a failure (`|| true`)"],
    ["package.json", script("jest"), script("jest ; exit 0"), "hides a failure (`|| true`)"],
    [
      "Makefile",
      "test:\n\tgo test ./...\n",
      "test:\n\tgo test ./... || :\n",
      "hides a failure (`|| true`)",
    ],
    ["scripts/ci.sh", "pytest\n", "pytest || echo failed\n", "hides a failure (`|| true`)"],
    ["scripts/ci.sh", "rm a\n", "rm a || true\ndocker pull x:latest || true\n", ""],
    [
      "package.json",
      script("vitest run"),
      script("vitest run --passWithNoTests"),
      "passes when there is no test",
    ],
    [
      ".gitlab-ci.yml",
      "test:\n  script: make\n",
      "test:\n  script: make\n  allow_failure: true\n",
      "goes on after a failure",
    ],
    [
      ".github/dependabot.yml",
      "a: 1\n",
      "a: 1\ncontinue-on-error: true\n",
      "goes on after a failure",
    ],
    ["pom.xml", "<a/>", "<testFailureIgnore>true</testFailureIgnore>", "goes on after a failure"],
    [
      "tox.ini",
      "commands = pytest\n",
      "commands = pytest --deselect tests/test_a.py\n",
      "leaves tests out",
    ],
    [
      "jest.config.js",
      "module.exports = {};",
      "module.exports = { testPathIgnorePatterns: ['a'] };",
      "leaves tests out",
    ],
    ["Makefile", "t:\n\tcargo test\n", "t:\n\tcargo test -- --skip slow\n", "leaves tests out"],
    [
      "package.json",
      script("vitest run"),
      script("vitest run -u"),
      "rewrites snapshots while it tests them",
    ],
    [
      ".nycrc.json",
      '{ "check-coverage": true }',
      '{ "check-coverage": false }',
      "no longer enforces what it did",
    ],
    [
      "vitest.config.ts",
      "branches: 90, lines: 80",
      "branches: 80, lines: 80",
      "lowers `branches` from 90 to 80",
    ],
    ["vitest.config.ts", "branches: 90", "branches: 95", ""],
    [
      "vitest.config.ts",
      "branches: 90, a: { branches: 70 }",
      "branches: 70, a: { branches: 90 }",
      "",
    ],
    ["pyproject.toml", "fail_under = 92.5\n", "", "no longer sets `fail_under` (92.5)"],
    ["pyproject.toml", "fail_under = 90\n", null, "no longer sets `fail_under` (90)"],
    ["codecov.yml", "target: 90%", "target: 85%", "lowers `target` from 90 to 85"],
    [
      "setup.cfg",
      "addopts = --cov-fail-under=90",
      "addopts = --cov-fail-under=9",
      "lowers `cov-fail-under` from 90 to 9",
    ],
    ["package.json", script("jest"), script("echo no tests"), "no longer tests anything in `test`"],
    ["package.json", script("jest"), script("echo go && jest"), ""],
    ["package.json", script("jest"), "{}", "no longer tests anything in `test`"],
    ["package.json", '{ "test:unit": "jest" }', "{}", ""],
    [
      "package.json",
      '{ "lint": "eslint ." }',
      '{ "lint": "true" }',
      "no longer tests anything in `lint`",
    ],
    ["package.json", script('echo \\"Error: no test specified\\" && exit 1'), script("jest"), ""],
    ["package.json", script("true"), script("exit 0"), ""],
    ["package.json", script("jest"), script("vitest run"), ""],
    ["package.json", null, script("jest"), ""],
  ])("%s: %j → %j", (path, before, after, expected) => {
    expect(watches(path)).toBe(true);
    expect(saysOf(path, before, after)).toBe(expected);
  });

  test("several at once are all told", () => {
    const before = '{ "test": "jest", "branches": 90 }';
    const after = '{ "test": "true", "branches": 10, "continue-on-error": true }';

    expect(saysOf("package.json", before, after)).toBe(
      "goes on after a failure; lowers `branches` from 90 to 10; no longer tests anything in `test`",
    );
  });
});

describe("snapshots", () => {
  const before = "// Jest\n\nexports[`a 1`] = `\n1\n`;\n\nexports[`b 1`] = `2`;\n";
  const path = "src/__snapshots__/a.test.js.snap";
  const rewritten = [{ path, says: "is rewritten, and no code is" }];

  test.each([
    ["another text for an entry", before.replace("\n1\n", "\n7\n"), rewritten],
    ["an entry less", before.slice(0, before.indexOf("exports[`b")), rewritten],
    ["the file is gone", null, rewritten],
    ["an entry more", `${before}\nexports[\`c 1\`] = \`3\`;\n`, []],
    ["another order", before.replace("// Jest\n", "// Jest\n\nexports[`0 1`] = `0`;\n"), []],
  ])("%s, alone", (_name, after, expected) => {
    expect(ratchet([file(path, before, after)])).toEqual(expected);
    expect(ratchet([file(path, before, after), file("docs/a.md", "", "")])).toEqual(expected);
  });

  test.each(["src/a.js", "src/a.test.js", "package-lock.json", "src/a.rs"])(
    "follow %s",
    (cause) => {
      const changed = file(path, before, before.replace("2", "3"));

      expect(ratchet([changed, file(cause, "", "")])).toEqual([]);
    },
  );

  test.each(["a.approved.txt", "testdata/a.golden", "tests/__image_snapshots__/a.png", "a.ambr"])(
    "%s is one, and new ones are welcome",
    (name) => {
      expect(watches(name)).toBe(true);
      expect(saysOf(name, "old", "new")).toBe("is rewritten, and no code is");
      expect(saysOf(name, null, "new")).toBe("");
    },
  );
});

function script(command: string): string {
  return `{ "scripts": { "test": "${command}" } }`;
}

function saysOf(path: string, before: string | null, after: string | null): string {
  const told = ratchet([file(path, before, after)]);
  return told.map((one) => one.says).join("; ");
}

function file(path: string, before: string | null, after: string | null): FileChange {
  return { path, before, after };
}
