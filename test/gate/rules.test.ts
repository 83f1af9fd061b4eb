/** Single rules, with more ways around them than are worth a real push each: those are in `bad-packs.test.ts`. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GONE } from "../../src/github/gate/changes.ts";
import { makeGlob } from "../../src/github/gate/glob.ts";
import { lookAtLinks } from "../../src/github/gate/links.ts";
import { lookForClosings } from "../../src/github/gate/closings.ts";
import { lookAtMessages } from "../../src/github/gate/messages.ts";
import { lookAtNames } from "../../src/github/gate/names.ts";
import { lookForProtected, lookForProtectedHere } from "../../src/github/gate/protected.ts";
import { lookForSecrets } from "../../src/github/gate/secrets.ts";
import type { Handed } from "../../src/github/gate/handed.ts";

/** One commit that writes these files; a text that begins with `->` is a link's target. */
function handed(texts: Record<string, string | null>, more: Partial<Handed> = {}): Handed {
  const changes = Object.entries(texts).map(([path, text]) => ({
    commit: "c".repeat(40),
    path,
    object: `object of ${path}`,
    mode: text === null ? GONE : text.startsWith("->") ? "120000" : "100644",
  }));
  const contents = new Map(
    changes.map(({ path, object }) => [object, (texts[path] ?? "").replace(/^->/, "")]),
  );
  return {
    get site(): never {
      throw new Error("no git is needed");
    },
    commits: [],
    changes,
    net: [],
    files: {
      added: new Map([...contents].map(([object, text]) => [object, text.length])),
      async *read(objects) {
        for (const object of objects) yield [object, contents.get(object) ?? ""];
      },
      before: async () => new Map(),
      unknown: async () => new Set(),
    },
    rules: { protect: [], allowTests: false },
    branch: "ao/7-sum",
    main: "main",
    secrets: [],
    ...more,
  };
}

describe("protected everywhere", () => {
  test.each([
    ".github/workflows/new.yml",
    ".github/workflows/deep/er.yml",
    ".GITHUB/WORKFLOWS/ci.yml",
    ".github/workflows\u200B/ci.yml",
    ".ｇｉｔｈｕｂ/workflows/ci.yml",
    ".github./workflows/ci.yml",
    ".github /workflows/ci.yml",
    ".github/workflows::$DATA/ci.yml",
    ".github/workflows",
    ".github",
    ".github/actions/setup/action.yml",
    ".github/AO.yaml",
    "CODEOWNERS",
    ".github/CodeOwners",
    "Docs/CODEOWNERS",
    "CLAUDE.md",
    "CLAUDE.local.md",
    "AGENTS.override.md",
    "gemini.md",
    "deep/in/QWEN.md",
    "ＣＬＡＵＤＥ.md",
    "CLAUDЕ.md",
    "ΑGENTS.md",
    ".claude",
    ".codex/config.toml",
    ".gemini/settings.json",
    ".cursor/rules/all.mdc",
    ".cursorrules",
    "web/.mcp.json",
    "opencode.json",
    ".github/copilot-setup-steps.yml",
    ".github/instructions/ts.instructions.md",
    ".gitmodules",
    "sub/.GitModules",
    ".lfsconfig",
    "AGENT.md",
    ".windsurfrules",
    ".clinerules",
    ".clinerules/a.md",
    "web/.roo/rules/a.md",
    ".aider.conf.yml",
  ])("%s", (path) => {
    expect(lookForProtected(handed({ [path]: "x" }))).toContain("is protected");
    expect(lookForProtected(handed({ [path]: null }))).toContain("is protected");
  });

  test.each([
    ".github/pull_request_template.md",
    ".github/ISSUE_TEMPLATE/bug.md",
    "workflows/ci.yml",
    "docs/claude.md.txt",
    "src/agents.ts",
    "claude/settings.json",
    "my.codex/a",
    "src/codeowners.ts",
  ])("not %s", (path) => {
    expect(lookForProtected(handed({ [path]: "x" }))).toBeNull();
  });
});

describe("protected by the repository", () => {
  test.each([
    ["infra/**", "infra/main.tf"],
    ["infra/**", "infra/.terraform/deep/state"],
    ["infra/**", "infra"],
    ["infra/**", "Infra/other.tf"],
    ["Infra/**", "infra/other.tf"],
    ["**/migrations/**", "src/db/migrations/0001.sql"],
    ["**/migrations/**", "migrations/0001.sql"],
    ["*.lock", "yarn.lock"],
    ["**/*.lock", "yarn.lock"],
    ["src/*/b?.ts", "src/a/bc.ts"],
    ["src/app/[id]/**", "src/app/[id]/page.tsx"],
    ["src/[a-c]x/**", "src/bx/page.tsx"],
    ["src/[!a-c]x/**", "src/dx/page.tsx"],
    ["{api,web}/{a,b}.ts", "web/b.ts"],
    ["a/**/b/**/c", "a/1/2/b/c"],
    ["**", "anything/at/all"],
    ["a*b*c", "aXbYbZc"],
  ])("%s: %s", (glob, path) => {
    const says = lookForProtectedHere(
      handed({ [path]: "x" }, { rules: { protect: ["none/**", glob], allowTests: false } }),
    );

    expect(says).toContain(`\`${path}\` is protected by \`protect\``);
  });

  test.each([
    ["infra/**", "src/infra/main.tf"],
    ["infra/*", "infra/deep/main.tf"],
    ["*.lock", "deep/yarn.lock"],
    ["src/[a-c]x", "src/dx"],
    ["src/[!a-c]x", "src/ax"],
    ["b?", "b"],
    ["{a,b}", "c"],
    ["a*b*c", "aXbY"],
    ["a{", "a"],
  ])("not %s: %s", (glob, path) => {
    expect(makeGlob(glob)(path)).toBe(false);
  });

  test("no glob is slow, whatever the path", () => {
    const glob = makeGlob(`${"*a".repeat(90)}b/${"**/".repeat(6)}c`);
    const start = performance.now();

    expect(glob("a".repeat(1_000))).toBe(false);
    expect(glob(Array.from({ length: 500 }, () => "a").join("/"))).toBe(false);
    expect(makeGlob("{a,b}".repeat(40))("a".repeat(40))).toBe(false);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test("a path is matched by itself as a glob, and by `**`", () => {
    const segment = fc.stringMatching(/^[a-z.[\]() -]{1,8}$/).filter((one) => !/^\.+$/.test(one));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
        const path = segments.join("/");
        expect(makeGlob(path)(path)).toBe(true);
        expect(makeGlob(`${segments[0]}/**`)(path)).toBe(true);
        expect(makeGlob(`**/${segments.at(-1)}`)(path)).toBe(true);
      }),
    );
  });
});

describe("names", () => {
  const isGit = "is a part of git itself";

  test.each([
    [".git", isGit],
    [".GIT/hooks/pre-commit", isGit],
    ["sub/.Git/config", isGit],
    ["GIT~1", isGit],
    [".git./config", isGit],
    [".git /config", isGit],
    [".git . /config", isGit],
    ["．git/config", isGit],
    [".git::$INDEX_ALLOCATION/config", isGit],
    ["/etc/passwd", "leads out of the repository"],
    ["a//b", "leads out of the repository"],
    ["a/./b", "leads out of the repository"],
    ["a/..", "leads out of the repository"],
    ["caf\uFFFD", "is not UTF-8"],
    ["a\u0007.txt", "a control character"],
    ["a\u009B.txt", "a control character"],
    ["safe\u202Etxt.exe", "nobody can see"],
    ["a\u{E0041}b", "nobody can see"],
    ["GITHUB~1/workflows/ci.yml", "as Windows makes short ones"],
    ["a/CLAUDE~1.MD", "as Windows makes short ones"],
    ["folder./a.txt", "a dot or a blank at the end"],
    ["a.txt ", "a dot or a blank at the end"],
    [Array.from({ length: 130 }, () => "deeper/x").join("/"), "too long"],
    ["漢".repeat(90), "too long"],
  ])("%j", (path, says) => {
    expect(lookAtNames(handed({ [path]: "x" }))).toContain(says);
  });

  test("may be bad when they are taken away", () => {
    expect(lookAtNames(handed({ "a\\b": null, ".git/config": null }))).toBeNull();
  });

  test("are told short, in one line and without what would end a quote", () => {
    const path = `${"long/".repeat(60)}a\`b\nc\\d`;

    expect(lookAtNames(handed({ [path]: "x" }))).toMatch(/^`[^`\n]{100,125}` has/);
  });
});

describe("links", () => {
  test.each([
    ["evil", "../outside"],
    ["src/evil", "../.."],
    ["src/deep/evil", "inside/.."],
    ["evil", "a/.././../b"],
    ["evil", ".git/config"],
    ["src/evil", "../.GIT/hooks"],
    ["evil", "C:\\Windows"],
    ["evil", "c:/windows"],
    ["evil", "~/.ssh/id_ed25519"],
    ["evil", "a\nb"],
    ["evil", ""],
  ])("%s → %j", async (path, target) => {
    expect(await lookAtLinks(handed({ [path]: `->${target}` }))).toContain("leaves the repository");
  });

  test.each([
    ["src/here", ".."],
    ["src/deep/here", "../../docs/a.md"],
    ["src/here", "./.././a"],
    ["here", "a/b/c"],
    ["here", "..a/b"],
    ["here", "."],
  ])("not %s → %j", async (path, target) => {
    expect(await lookAtLinks(handed({ [path]: `->${target}` }))).toBeNull();
  });
});

describe("secrets", () => {
  test.each([
    "postgres://user:password1@localhost:5432/db",
    "https://user:hunter22@example.com/",
    "redis://:${REDIS_PASSWORD1}@cache.acme.io",
    "https://user:<password1>@acme.io",
    "postgres://app:S3cretW0rdOf9@db:5432/app",
    "sha512-9xR1v2m3Zz8Qw7Er6Ty5Ui4Op3As2Df1Gh0Jk9Lz8Xc7Vb6Nm5Qw4Er3Ty2Ui1Op0As9Df8Gh7Jk6Lz==",
    "commit 6d0fa7f5bb4f6c3c8e1b7d0e7f5a9c3d2b1a0f9e",
    "AKIAIOSFODNN7EXAMPLE",
  ])("not %s", async (text) => {
    expect(await lookForSecrets(handed({ "a.txt": text }))).toBeNull();
  });

  test.each([
    "postgres://app:S3cretW0rdOf9@db.acme.io/prod",
    "https://u:S3cretW0rdOf9@10.1.2.3/x",
    `x-${Buffer.from(`key=ghp_${"Ab3".repeat(12)}`).toString("base64url")}`,
    Buffer.from(`ghp_${"Ab3".repeat(12)}`)
      .toString("hex")
      .toUpperCase(),
  ])("%s", async (text) => {
    expect(await lookForSecrets(handed({ "a.txt": `1\n2\n${text}` }))).toContain("`a.txt` line 3");
  });
});

test.each([
  ["Say more about [skip ci] in the guide", true],
  ["Mend it\n\nskip-checks:true", true],
  ["Mend it ***NO_CI***", true],
  ["Skip ci for drafts", false],
  ["Add [no-cistern]", false],
])("a message %j: no check would run: %s", (message, isTold) => {
  const sha = "abcdef1".padEnd(40, "0");
  const commit = { sha, tree: sha, parents: [], text: `tree ${sha}\n\n${message}\n` };

  expect(lookAtMessages(handed({}, { commits: [commit] })) !== null).toBe(isTold);
});

test.each<[string, boolean]>([
  ["Add\n\nFixes #7", false],
  ["Add\n\ncloses GH-7", false],
  ["Add, see #9", false],
  ["Add\n\nFixes #9", true],
  ["Add\n\nfixes #7, closes: gh-70", true],
  ["Resolves acme/api#7", true],
  ["Fix https://github.com/acme/api/issues/7", true],
  ["Prefixes #9", false],
])("a commit that would close another issue: %j", (message, isTold) => {
  const text = `tree x\nauthor closes #1\n\n${message}`;
  const commit = { sha: "a".repeat(40), tree: "x", parents: [], text };

  expect(lookForClosings(handed({}, { commits: [commit] })) !== null).toBe(isTold);
});
