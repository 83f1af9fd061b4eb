import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policyExamples, policyFileSchema } from "../../src/core/policy.ts";
import { readPolicyFile } from "../../src/github/policy-file.ts";

const whole = `
verify: pnpm test                 # found by itself if missing
setup: pnpm i --frozen-lockfile
ask: [mira, jo]
quiet: 22:00-08:00 Europe/Berlin
budget: { issue: 10, day: 50 }
parallel: 2
protect: [infra/**, "**/migrations/**"]
heal: [dependabot]
`;

const command = "1 verify must be one command in one line, like `verify: npm test`";
const persons = "1 ask must be a list of logins, like `ask: [mira, jo]`";
const noLogin = "has an entry that is no GitHub login: letters, digits and hyphens, at most 39";
const star =
  '1 protect has a value that starts with `*`: put it in quotes, like `"**/migrations/**"`';
const parallel = "1 parallel must be a whole number from 1 to 20, like `parallel: 2`";
const notSettings =
  "1 This holds no settings: write them like `verify: npm test`, with a space after the colon.";
const quiet = "1 quiet must be hours and a time zone, like `quiet: 22:00-08:00 Europe/Berlin`";
const dollars =
  "budget.issue must be a number of US dollars above 0, like `budget: { issue: 10, day: 50 }`";
const fromRoot =
  "protect has patterns from the repository's root, like `infra/**`, without `/`, `./`, `!`, `..` or `\\`";

/** A file, and all that its author is told. */
const wrong: [mistake: string, file: string, told: string[]][] = [
  // Keys
  ["a key mistyped", "verfy: npm test", ["1 verfy is no setting (verify?)"]],
  ["a key in capitals", "Verify: npm test", ["1 Verify is no setting (verify?)"]],
  [
    "a key with more to it",
    "quiet_hours: 22:00-08:00 UTC",
    ["1 quiet_hours is no setting (quiet?)"],
  ],
  [
    "a key from nowhere",
    "timeout: 5",
    [
      "1 timeout is no setting; there are `verify`, `setup`, `ask`, `quiet`, `budget`, `parallel`, `protect`, `heal`",
    ],
  ],
  ["a key inside another mistyped", "budget:\n  isue: 5", ["2 budget.isue is no setting (issue?)"]],
  [
    "what the operator sets",
    "verify: npm test\nmodel: large",
    ["2 model is set by who hosts AO, not in this file"],
  ],
  [
    "a key written twice",
    "verify: npm test\nask: []\nverify: make",
    ["3 verify is written twice: keep one"],
  ],
  [
    "a key inside another written twice",
    "budget: { day: 1, day: 2 }",
    ["1 budget.day is written twice: keep one"],
  ],
  ["a list as a key", "? [a]\n: b", [expect.stringMatching(/^1 \? is no setting; /)]],
  ["no key", ": b", [expect.stringMatching(/^1 null is no setting; /)]],
  ["a merge key", "<<: { verify: npm test }", [expect.stringMatching(/^1 << is no setting; /)]],
  [
    "a key that means something to JavaScript",
    "__proto__: { verify: npm test }",
    [expect.stringMatching(/^1 __proto__ is no setting; /)],
  ],

  // Commands
  ["a command as a list", "verify: [npm test]", [command]],
  [
    "a command as a number",
    "setup: 5",
    ["1 setup must be one command in one line, like `setup: npm ci`"],
  ],
  ["a command of two lines", "verify: |\n  npm ci\n  npm test", [command]],
  ["a command with a control character", 'verify: "npm test\\e[2K"', [command]],
  ["an empty command", 'verify: " "', [command]],
  [
    "a long command",
    `verify: ${"x".repeat(1_001)}`,
    ["1 verify is too long: at most 1,000 characters; put the steps into a script"],
  ],
  [
    "a command with a colon",
    "verify: make test: all",
    ["1 verify has a value with a colon and a space in it: put it in quotes"],
  ],
  [
    "a command that begins with a backtick",
    "verify: `npm test`",
    ["1 verify has a value that starts with a special character: put it in quotes"],
  ],
  [
    "a command that begins with !",
    "verify: !npm test",
    ["1 verify has a value that starts with `!`: put it in quotes"],
  ],
  [
    "a command half in quotes",
    'verify: "npm" test',
    ["1 This is not YAML: `Unexpected scalar at node end`"],
  ],
  [
    "nothing after the colon",
    "verify:\nsetup: npm ci",
    [
      "1 verify has no value: leave the line out or write one command in one line, like `verify: npm test`",
    ],
  ],
  [
    "nothing after a key in braces",
    "budget: { issue }",
    [
      "1 budget.issue has no value: leave the line out or write a number of US dollars above 0, like `budget: { issue: 10, day: 50 }`",
    ],
  ],

  // People
  ["one person, no list", "ask: mira", [persons]],
  [
    "a person with @",
    "ask: [@mira]",
    ["1 ask has a value that starts with `@`: write logins without it"],
  ],
  [
    "a person with @ on a line of its own",
    "ask:\n  - jo\n  - @mira",
    ["3  has a value that starts with `@`: write logins without it"],
  ],
  [
    "a person with @ in quotes",
    'ask:\n  - jo\n  - "@mira"',
    ["3 ask has a value that starts with `@`: write logins without it"],
  ],
  [
    "a team",
    "ask: [acme/web]",
    ["1 ask names a team: name persons, since a team's mention does not reach phones"],
  ],
  ["a name", "ask: [Mira Jones]", [`1 ask ${noLogin}`]],
  ["a number among persons", "ask: [mira, 5]", [persons]],
  ["too many persons", `ask: [${"jo, ".repeat(20)}jo]`, ["1 ask is too long: at most 20 entries"]],
  [
    "a list in a list",
    "ask: [[mira]]",
    ["1 ask is nested too deep: a list holds plain values only"],
  ],
  [
    "a map for a list",
    "heal: { a: b }",
    ["1 heal must be a list of logins, like `heal: [dependabot]`"],
  ],
  [
    "an app as GitHub shows it",
    "heal: [dependabot[bot]]",
    ["1 heal names apps without `[bot]`, like `heal: [dependabot]`"],
  ],
  ["an author that is none", "heal: [-x]", [`1 heal ${noLogin}`]],

  // Patterns
  ["a pattern that begins with a star", "protect: [infra/**, **/migrations/**]", [star]],
  ["one such pattern alone", "protect: **/migrations", [star]],
  [
    "one pattern, no list",
    "protect: infra/**",
    ['1 protect must be a list of patterns, like `protect: ["infra/**"]`'],
  ],
  ["a pattern from the disk's root", "protect: [/infra/**]", [`1 ${fromRoot}`]],
  [
    "patterns that leave or negate",
    'protect:\n- ./a\n- ../a\n- a/../b\n- "!a"\n- a\\b',
    [2, 3, 4, 5, 6].map((line) => `${line} ${fromRoot}`),
  ],
  [
    "a folder",
    "protect: [infra/]",
    ["1 protect has a pattern for a folder: end it with `**`, like `infra/**`"],
  ],
  ["an empty pattern", 'protect: [""]', ["1 protect has an empty or broken pattern"]],
  [
    "a pattern with spaces around it",
    'protect: [" infra"]',
    ["1 protect has an empty or broken pattern"],
  ],
  ["a pattern of two lines", 'protect: ["a\\nb"]', ["1 protect has an empty or broken pattern"]],
  [
    "a long pattern",
    `protect: [${"x".repeat(201)}]`,
    ["1 protect has a pattern of more than 200 characters"],
  ],

  // Hours
  ["hours without a zone", "quiet: 22:00-08:00", [quiet]],
  ["hours in another form", "quiet: 10pm-8am Europe/Berlin", [`${quiet} (Europe/Berlin?)`]],
  ["an hour that is none", "quiet: 22:00-24:00 UTC", [quiet]],
  ["a zone mistyped", "quiet: 22:00-08:00 Europe/Berlni", [`${quiet} (Europe/Berlin?)`]],
  ["hours of no length", "quiet: 22:00-22:00 UTC", [quiet]],
  ["hours as a number", "quiet: 22", [quiet]],

  // Numbers
  [
    "one budget for all",
    "budget: 5000",
    [
      "1 budget must be US dollars for an issue and for a day, like `budget: { issue: 10, day: 50 }`",
    ],
  ],
  [
    "a budget in cents",
    "budget: { issue: 1000, day: 99900 }",
    [
      "1 budget.issue is a very large number of dollars: write `10` if cents were meant (at most 500)",
      "1 budget.day is a very large number of dollars: write `999` if cents were meant (at most 5000)",
    ],
  ],
  ["a budget with its currency", "budget:\n  day: 50\n  issue: $10", [`3 ${dollars}`]],
  ["a budget of nothing", "budget: { issue: 0 }", [`1 ${dollars}`]],
  ["a budget without end", "budget: { issue: .inf }", [`1 ${dollars}`]],
  ["a budget in a budget", "budget: { issue: { day: 5 } }", [`1 ${dollars}`]],
  ["more at a time than any machine", "parallel: 21", [parallel]],
  ["none at a time", "parallel: 0", [parallel]],
  ["half a one", "parallel: 1.5", [parallel]],
  ["a word for a number", "parallel: two", [parallel]],
  ["a number in quotes", 'parallel: "2"', [parallel]],

  // The file as a whole
  ["a list for a file", "- verify", [notSettings]],
  ["no space after a colon", "verify:npm test", [notSettings]],
  ["a tab", "budget:\n\tissue: 5", ["2 This line begins with a tab: YAML wants spaces."]],
  [
    "a list not closed",
    "ask: [mira\nparallel: 2",
    [
      "2 This is not YAML: `Flow sequence in block collection must be sufficiently indented and end with a ]`",
    ],
  ],
  [
    "two documents",
    "verify: a\n---\nverify: b",
    ["2 A second document begins here: remove its `---` and what follows."],
  ],
  [
    "an alias",
    "ask: &all [mira]\nheal: *all",
    ['2 heal has a value that starts with `*`: put it in quotes, like `"**/migrations/**"`'],
  ],
  [
    "everything at once, in the order of the lines",
    "parallel: no\nverfy: x\nask: mira",
    [
      parallel,
      "2 verfy is no setting (verify?)",
      "3 ask must be a list of logins, like `ask: [mira, jo]`",
    ],
  ],
];

describe("a file with a mistake", () => {
  test.each(wrong)("%s", (_mistake, file, told) => {
    expect(toldAbout(file)).toEqual(told);
  });

  test("lines are counted with any line ending", () => {
    expect(toldAbout("verify: a\r\n\r\nverfy: b")).toEqual(["3 verfy is no setting (verify?)"]);
  });

  test("at most twenty mistakes are told", () => {
    const file = Array.from({ length: 100 }, (_, n) => `key${n}: 1`).join("\n");

    expect(readPolicyFile(file).mistakes).toHaveLength(20);
  });

  test("64 KiB are read, more is not", () => {
    const note = `# ${"ü".repeat(32_766)}`;

    expect(readPolicyFile(`${note}\n`).file).toEqual({});
    expect(toldAbout(`${note}\n\n\n`)).toEqual(["1 The file is over 64 KiB."]);
  });

  const hostile: [what: string, piece: string][] = [
    ["lists in lists", "["],
    ["maps in maps", "{"],
    ["maps in maps, well formed", "{a: "],
    ["lists in lists by dashes", "- "],
    ["keys that are maps", "? "],
    ["documents", "---\n"],
    ["directives", "%a\n"],
    ["tags", "!a "],
    ["anchors", "&a "],
    ["keys", "a: 1\n"],
    ["quotes", '"\\'],
  ];

  test.each(hostile)("64 KiB of %s are refused fast", (_what, piece) => {
    const start = performance.now();

    expect(readPolicyFile(piece.repeat(Math.floor(65_536 / piece.length))).mistakes).not.toEqual(
      [],
    );
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("aliases of aliases are refused before anything is expanded", () => {
    const file = Array.from({ length: 30 }, (_, n) => `k${n}: &a${n} [*a${n - 1}, *a${n - 1}]`);

    expect(readPolicyFile(["k: &a-1 [x]", ...file].join("\n")).file).toBeNull();
  });

  test("nesting of hundreds of levels is told in words", () => {
    expect(toldAbout(`ask: ${"[".repeat(30_000)}`)).toEqual([
      "1 This is nested far too deep: settings have one level.",
    ]);
  });

  test("any text gives settings that fit the schema, or mistakes", () => {
    const keys = fc.constantFrom(...Object.keys(policyExamples), "x");
    const value = fc.oneof(
      fc.constantFrom("5", "[a]", "{ issue: 5 }", "*a", '"', "|\n"),
      fc.string(),
    );
    const lines = fc.array(fc.tuple(keys, value).map(([key, some]) => `${key}: ${some}`));
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      lines.map((some) => some.join("\n")),
    );

    fc.assert(
      fc.property(text, (any) => {
        const { file, mistakes } = readPolicyFile(any);

        if (file === null) expect(mistakes.every(({ line }) => line >= 1)).toBe(true);
        else expect(policyFileSchema.parse(file)).toEqual(file);
        expect(file === null).toBe(mistakes.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a file without mistakes", () => {
  test("is read whole", () => {
    expect(readPolicyFile(whole).file).toEqual({
      verify: "pnpm test",
      setup: "pnpm i --frozen-lockfile",
      ask: ["mira", "jo"],
      quiet: "22:00-08:00 Europe/Berlin",
      budget: { issue: 10, day: 50 },
      parallel: 2,
      protect: ["infra/**", "**/migrations/**"],
      heal: ["dependabot"],
    });
  });

  test.each(["", "\n", "# nothing yet\n", "---\n", "~", "{}"])("%j says nothing", (text) => {
    expect(readPolicyFile(text).file).toEqual({});
  });

  test("every example that a message shows is right", () => {
    const file = Object.values(policyExamples).join("\n");

    expect(readPolicyFile(file).mistakes).toEqual([]);
    expect(Object.keys(policyExamples)).toEqual(Object.keys(policyFileSchema.shape));
  });

  test("a command may stand in a block of one line", () => {
    expect(readPolicyFile("verify: >\n  npm test\n").file).toEqual({ verify: "npm test" });
  });

  test("authors may be written as GitHub shows them, in quotes", () => {
    expect(readPolicyFile('heal: ["dependabot[bot]", mona_acme]').file?.heal).toHaveLength(2);
  });
});

/** What the author is told: line, key, words and the nearest. */
function toldAbout(file: string): string[] {
  return readPolicyFile(file).mistakes.map(({ line, key, says, nearest }) => {
    const about = key === "" && /^[A-Z]/.test(says) ? says : `${key} ${says}`;
    return `${line} ${about}${nearest === null ? "" : ` (${nearest}?)`}`;
  });
}
