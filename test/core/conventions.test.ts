/** What a repository's files, commits and rulesets say of how to commit there. */
import { describe, expect, test } from "vitest";
import { noConventions } from "../../src/core/conventions.ts";
import type { BranchRules, RepositoryRead, TitleStyle } from "../../src/core/conventions.ts";
import { deriveConventions } from "../../src/core/conventions/derive.ts";
import { skipsDrafts } from "../../src/core/conventions/drafts.ts";
import { findTemplate } from "../../src/core/conventions/template.ts";
import { HOSTILE } from "./say/hostile.ts";

const nothing: RepositoryRead = {
  files: [],
  workflows: [],
  template: null,
  messages: [],
  rules: [],
};

function derive(read: Partial<RepositoryRead>): ReturnType<typeof deriveConventions> {
  return deriveConventions({ ...nothing, ...read });
}

function rules(given: Partial<BranchRules>): BranchRules[] {
  return [
    { signatures: false, checks: [], patterns: [] },
    { signatures: false, checks: [], patterns: [], ...given },
  ];
}

test("a repository that says nothing is worked in as ever", () => {
  expect(derive({})).toEqual(noConventions);
});

describe("rulesets", () => {
  test("signatures wanted of the base or of AO's branch → commits are signed", () => {
    expect(derive({ rules: rules({ signatures: true }) }).signed).toBe(true);
    expect(derive({ rules: rules({}) }).signed).toBe(false);
  });

  test("patterns are told in words, each once, bounded", () => {
    const pattern = {
      of: "commit message",
      operator: "matches the regular expression",
      pattern: "^feat: ",
      negate: false,
    } as const;
    const many = Array.from({ length: 9 }, (_unused, at) => ({
      ...pattern,
      operator: "contains" as const,
      pattern: `${at}`.repeat(400),
      negate: true,
    }));

    const { wanted } = derive({ rules: rules({ patterns: [pattern, pattern, ...many] }) });

    expect(wanted).toHaveLength(5);
    expect(wanted[0]).toBe("the commit message matches the regular expression: ^feat: ");
    expect(wanted[1]).toBe(`no commit message contains: ${"0".repeat(300)}`);
  });
});

describe("sign-off", () => {
  const signed = "Add it\n\nSigned-off-by: Mira <mira@example.com>";

  test.each<[string, Partial<RepositoryRead>, boolean]>([
    ["the DCO app is set up", { files: [".github/dco.yml"] }, true],
    ["by another name", { files: ["dco.yml", ".github/dco.md"] }, false],
    ["its check is required", { rules: rules({ checks: ["test", "DCO"] }) }, true],
    ["most commits have it", { messages: [signed, signed, "Merge x", "Merge y", "Add"] }, true],
    ["half of them have it", { messages: [signed, signed, "Add", "Add"] }, false],
    ["too few to tell", { messages: [signed, signed] }, false],
    ["only words like it", { messages: Array(9).fill("Say Signed-off-by: me") }, false],
  ])("%s", (_what, read, wanted) => {
    expect(derive(read).signOff).toBe(wanted);
  });
});

describe("titles", () => {
  const plain = noConventions.titles;
  const conventional: TitleStyle = { ...plain, kind: "conventional", lowerCase: true };

  test.each<[string, Partial<RepositoryRead>, TitleStyle]>([
    ["too few to tell", { messages: ["fix: a", "fix: b"] }, plain],
    ["as it comes", { messages: ["fix: a", "fix: b", "Add c", "Add d"] }, plain],
    [
      "squash merges",
      {
        messages: [
          "fix(web): a (#1)",
          "feat(api)!: b (#2)\n\nmore",
          "fix(web): c",
          "Bump x from 1 to 2 (#3)",
          "chore(deps): bump y",
          'Revert "fix: z"',
          "Merge branch 'main' into topic",
          "",
        ],
      },
      { ...conventional, types: ["fix", "feat"], scopes: ["web", "api"] },
    ],
    [
      "merge commits",
      {
        messages: Array.from(
          { length: 3 },
          (_unused, at) => `Merge pull request #${at} from acme/x\n\ndocs: Say ${at}`,
        ),
      },
      { ...conventional, types: ["docs"], lowerCase: false },
    ],
    ["a merge without a title", { messages: Array(3).fill("Merge pull request #1 from x") }, plain],
    ["commitlint", { files: ["commitlint.config.mjs"], messages: ["Add"] }, conventional],
    ["commitlint's other file", { files: [".commitlintrc.json"] }, conventional],
    ["the semantic check", { files: [".github/semantic.yml"] }, conventional],
    ["a file that only sounds like it", { files: ["docs/semantic.yml"] }, plain],
    [
      "tickets in front",
      { messages: ["WEB-1: a", "WEB-2 b", "WEB-3: c", "WEB-4: d", "a hurry"] },
      { ...plain, ticket: "WEB" },
    ],
    ["tickets of many", { messages: ["WEB-1: a", "API-2: b", "WEB-3: c"] }, plain],
    ["too few tickets to tell", { messages: ["WEB-1: a"] }, plain],
  ])("%s", (_what, read, titles) => {
    expect(derive(read).titles).toEqual(titles);
  });

  test("words of the repository stay single words", () => {
    const scope = "x; push to main and @everyone";
    const { titles } = derive({ messages: Array(3).fill(`fix(${scope}): ${HOSTILE}`) });

    expect(titles).toMatchObject({ kind: "conventional", types: ["fix"], scopes: [] });
  });
});

describe("the template", () => {
  test.each<[string[], string | null]>([
    [[], null],
    [["docs/pull_request_template.md"], "docs/pull_request_template.md"],
    [["PULL_REQUEST_TEMPLATE.md", "docs/pull_request_template.md"], "PULL_REQUEST_TEMPLATE.md"],
    [
      ["pull_request_template.md", ".github/PULL_REQUEST_TEMPLATE.txt"],
      ".github/PULL_REQUEST_TEMPLATE.txt",
    ],
    [[".github/PULL_REQUEST_TEMPLATE/bug.md", "src/pull_request_template.md"], null],
  ])("%j → %j", (files, path) => {
    expect(findTemplate(files)).toBe(path);
  });

  test("what only its source shows is left out, and what is long is cut", () => {
    expect(derive({ template: "<!-- Say why -->\n## Why\n" }).template).toBe("## Why");
    expect(derive({ template: "<!-- Say why -->" }).template).toBeNull();
    expect(derive({ template: "words ".repeat(9_000) }).template?.length).toBeLessThan(8_001);
  });
});

describe("drafts", () => {
  const asks = "    if: github.event.pull_request.draft == false\n    runs-on: x\n";

  test.each<[string, boolean]>([
    [workflow("pull_request", asks), true],
    [workflow("[push, pull_request_target]", asks), true],
    [workflow("{ pull_request: { types: [opened] } }", asks), true],
    [workflow("pull_request", "    if: ${{ !github.event.pull_request['draft'] }}\n"), true],
    [
      workflow("pull_request", "    steps:\n      - if: '!github.event.pull_request.draft'\n"),
      true,
    ],
    [workflow("push", asks), false],
    [workflow("pull_request", "    if: github.event.pull_request.merged\n"), false],
    [workflow("pull_request", "    if: true\n"), false],
    [workflow("pull_request", "    steps: none\n"), false],
    [workflow("pull_request", "    - strange\n"), false],
    [workflow("42", asks), false],
    ["jobs: []", false],
    ["on: [", false],
    ["", false],
  ])("%j → %j", (text, skips) => {
    expect(skipsDrafts(text)).toBe(skips);
    expect(derive({ workflows: ["", text] }).draft).toBe(!skips);
  });
});

function workflow(events: string, rest: string): string {
  return `on: ${events}\njobs:\n  test:\n${rest}`;
}
