import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ratchet, watches } from "../../src/core/ratchet.ts";
import { SAMPLES } from "./ratchet/samples.ts";
import type { FileChange } from "../../src/core/ratchet.ts";

/** What is said of one file that changes, or "" when nothing is. */
function saysOf(path: string, before: string | null, after: string | null): string {
  const told = ratchet([{ path, before, after }]);
  return told.map((one) => one.says).join("; ");
}

const file = (path: string, before: string | null, after: string | null): FileChange => ({
  path,
  before,
  after,
});

const SUM = [
  'import { expect, test } from "vitest";',
  'test("adds", () => {',
  "  expect(sum(1, 2)).toBe(3);",
  "});",
  'test("adds nothing", () => {',
  "  expect(sum(1, 0)).toBe(1);",
  "});",
  "",
].join("\n");

describe("tests of JavaScript", () => {
  const says = (after: string | null): string => saysOf("sum.test.ts", SUM, after);

  test.each([
    ["are left alone", SUM, ""],
    ["are more", `${SUM}it("more", () => expect(1).toBe(1));\n`, ""],
    ["are written otherwise", SUM.replaceAll("toBe(", "toEqual("), ""],
    ["are replaced by as many", SUM.replace('"adds"', '"sums up"').replace("3", "4"), ""],
    ["are deleted with their file", null, "is deleted with its 2 tests"],
    ["are deleted", SUM.slice(0, SUM.lastIndexOf("test(")), "lost 1 of its 2 tests"],
    ["are commented out", SUM.replaceAll(/^/gm, "// "), "lost 2 of its 2 tests"],
    ["are commented out as a block", `/* ${SUM} */`, "lost 2 of its 2 tests"],
    ["are hidden in a string", `const old = \`${SUM}\`;`, "lost 2 of its 2 tests"],
    ["are skipped", SUM.replace("test(", "test.skip("), "skips 1 more than before"],
    ["are skipped for now", SUM.replace("test(", "test.todo("), "skips 1 more than before"],
    ["are skipped with an x", SUM.replaceAll(/^test/gm, "xit"), "skips 2 more than before"],
    ["may fail", SUM.replaceAll(/^test/gm, "test.fails"), "skips 2 more than before"],
    [
      "are skipped on a condition",
      SUM.replace("test(", "test.skipIf(true)("),
      "skips 1 more than before",
    ],
    [
      "are skipped by an option",
      SUM.replace(", () =>", ", { skip: true }, () =>"),
      "skips 1 more than before",
    ],
    ["skip themselves", SUM.replace("expect(", "this.skip(); expect("), "skips 1 more than before"],
    ["are skipped as a group", `describe.skip("x", () => {\n${SUM}});`, "skips 1 more than before"],
    [
      "run alone",
      SUM.replace("test(", "test.only("),
      "runs some tests alone, and the others never",
    ],
    [
      "run alone by a letter",
      SUM.replace(/^test/m, "fit"),
      "runs some tests alone, and the others never",
    ],
    [
      "check less",
      SUM.replace("expect(sum(1, 2)).toBe(3);", ""),
      "has 1 check fewer than before (2 → 1)",
    ],
    ["check nothing", SUM.replaceAll(/expect.*/g, ""), "has 2 checks fewer than before (2 → 0)"],
    [
      "check loosely",
      SUM.replace("toBe(3)", "toBeTruthy()"),
      "has 1 exact check replaced by what nearly everything passes",
    ],
    [
      "check that anything is there",
      SUM.replaceAll(/toBe\(\d\)/g, "toBeDefined()"),
      "has 2 exact checks replaced by what nearly everything passes",
    ],
    [
      "check loosely beside what they checked",
      SUM.replace("3);", "3); expect(1).toBeTruthy();"),
      "",
    ],
    ["speak of `test.only` in a comment", `${SUM}// test.only("x")\n/* it.skip( */`, ""],
  ])("that %s", (_name, after, expected) => {
    expect(says(after)).toBe(expected);
  });

  test.each([
    "sum.test.js",
    "sum.spec.tsx",
    "src/__tests__/sum.mjs",
    "test/sum.js",
    "tests/unit/sum.cts",
    "e2e/login.ts",
    "cypress/login.js",
    "login.cy.ts",
    "sum_test.js",
    "test.js",
  ])("in %s", (path) => {
    expect(saysOf(path, SUM, null)).toBe("is deleted with its 2 tests");
  });

  test.each([
    'Deno.test("a", () => assertEquals(1, 1));',
    'QUnit.test("a", (assert) => assert.ok(1));',
    'test("a", async (t) => { t.is(1, 1); });',
    'it.each([1, 2])("a %d", (n) => expect(n).toBe(n));',
    "it.each`a|b`('a', () => expect(1).toBe(1));",
    'it<Mine>("a", () => assert.equal(1, 1));',
    "test(`a ${1}`, () => { a.should.equal(1); });",
    "specify('a', () => expect(1).to.equal(1));",
    "test(name, () => expect(1).toBe(1));",
  ])("as in %s", (text) => {
    expect(saysOf("a.test.ts", text, null)).toBe("is deleted with its 1 test");
    expect(saysOf("a.test.ts", text, text)).toBe("");
  });

  test.each([
    ["what only sounds like one", 'if (/it"s/.test(name)) commit("x"); submit(); a.it("x");'],
    ["a group of them", 'test.describe("x", () => {}); test.beforeEach(() => {});'],
    ["a helper file", "export const one = 1;"],
  ])("not: %s", (_name, text) => {
    expect(saysOf("tests/a.ts", text, null)).toBe("");
  });

  test.each([
    ["a quote in a regular expression", "x.replace(/[`'\"/]/g, 1);"],
    ["a division", "const half = a / 2 / b; const c = d / e;"],
    ["a slash at the end", "const a = 1 /"],
    ["a quote nobody closes", "const a = 'don;\n"],
    ["an escaped quote", String.raw`const a = "it\"s"; const b = '\\';`],
    ["a word in a page", "<p>don't</p>\n"],
    ["a comment nobody closes, behind all", ""],
  ])("%s does not hide what follows", (_name, line) => {
    expect(saysOf("a.test.tsx", SUM, `${line}\n${SUM}`)).toBe("");
    expect(saysOf("a.test.tsx", `${line}\n${SUM}/* end`, null)).toBe("is deleted with its 2 tests");
  });

  test("a string nobody closes hides what follows", () => {
    expect(saysOf("a.test.ts", SUM, `\`${SUM}`)).toBe("lost 2 of its 2 tests");
  });
});

describe.each(SAMPLES)("tests of $language", ({ path, text, skip }) => {
  test("are counted", () => {
    expect(watches(path)).toBe(true);
    expect(saysOf(path, text, text)).toBe("");
    expect(saysOf(path, null, text)).toBe("");
    expect(saysOf(path, text, null)).toBe("is deleted with its 2 tests");
    expect(saysOf(path, text, "")).toBe("lost 2 of its 2 tests");
  });

  test("are skipped", () => {
    expect(text).toContain(skip[0]);
    expect(saysOf(path, text, text.replace(...skip))).toBe("skips 1 more than before");
  });

  test("move to another file", () => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const other = `${folder}other/${path.slice(folder.length)}`;

    expect(ratchet([file(path, text, null), file(other, null, text)])).toEqual([]);
  });
});

test.each(
  SAMPLES.flatMap(({ only, ...sample }) => (only === undefined ? [] : [{ ...sample, only }])),
)("tests of $language run alone", ({ path, text, only }) => {
  const after = text.replace(...only);
  expect(saysOf(path, text, after)).toBe("runs some tests alone, and the others never");
});

test.each(
  SAMPLES.flatMap(({ loose, ...sample }) => (loose === undefined ? [] : [{ ...sample, loose }])),
)("tests of $language check loosely", ({ path, text, loose }) => {
  const says = "has 1 exact check replaced by what nearly everything passes";
  expect(saysOf(path, text, text.replace(...loose))).toBe(says);
});

describe("tests that move", () => {
  const part = SUM.slice(0, SUM.lastIndexOf("test("));

  test("in part → the rest is told", () => {
    expect(ratchet([file("a.test.ts", SUM, null), file("b.test.ts", null, part)])).toEqual([
      { path: "a.test.ts", says: "lost 1 of its 2 tests" },
    ]);
  });

  test("and are skipped where they arrive → that is told", () => {
    const skipped = SUM.replaceAll("test(", "test.skip(");

    expect(ratchet([file("a.test.ts", SUM, null), file("b.test.ts", null, skipped)])).toEqual([
      { path: "b.test.ts", says: "skips 2 more than before", tests: ["adds", "adds nothing"] },
    ]);
  });

  test("with their skips → fine", () => {
    const skipped = SUM.replaceAll("test(", "test.skip(");

    expect(ratchet([file("a.test.ts", skipped, null), file("b.test.ts", null, skipped)])).toEqual(
      [],
    );
  });

  test("and check less where they arrive → that is told", () => {
    const less = SUM.replace("expect(sum(1, 2)).toBe(3);", "");

    expect(ratchet([file("a.test.ts", SUM, null), file("b.test.ts", null, less)])).toEqual([
      { path: "a.test.ts", says: "has 2 checks fewer than before (2 → 0)" },
    ]);
  });

  test("to another language are not the same tests", () => {
    const python = "def test_adds():\n    assert 1\ndef test_nothing():\n    assert 1\n";

    expect(ratchet([file("a.test.ts", SUM, null), file("test_a.py", null, python)])).toEqual([
      { path: "a.test.ts", says: "is deleted with its 2 tests" },
    ]);
  });

  test("of the same name, only one of two → the other is told", () => {
    const twice = `${SUM}${SUM}`;

    expect(ratchet([file("a.test.ts", twice, null), file("b.test.ts", null, SUM)])).toEqual([
      { path: "a.test.ts", says: "lost 2 of its 4 tests" },
    ]);
  });

  test("a new file may skip where a test can't run", () => {
    expect(saysOf("b.test.ts", null, SUM.replace("test(", "test.skipIf(windows)("))).toBe("");
  });

  test("checks of a file without tests may move too, but not vanish", () => {
    const checks = "export const check = (x) => expect(x).toBe(1);\n";

    expect(ratchet([file("test/a.ts", checks, null), file("test/b.ts", null, checks)])).toEqual([]);
    expect(saysOf("test/a.ts", checks, "")).toBe("has 1 check fewer than before (1 → 0)");
  });

  test("checks of code that holds no tests are the code's own", () => {
    expect(saysOf("src/a.rs", "fn a() { assert!(b); }", "fn a() {}")).toBe("");
  });
});

describe("the tests are named", () => {
  const python = "def test_a():\n    assert 1\n\n\ndef test_b():\n    assert 1\n";

  test.each([
    ["that are gone", "a.test.ts", SUM, SUM.slice(0, SUM.lastIndexOf("test(")), ["adds nothing"]],
    ["that are skipped", "a.test.ts", SUM, SUM.replace("test(", "test.skip("), ["adds"]],
    ["in whose body it stands", "a.test.ts", SUM, SUM.replace("  expect", "t.skip();"), ["adds"]],
    ["right below it", "test_a.py", python, python.replace("def test_b", "@skip\n$&"), ["test_b"]],
    ["above it", "test_a.py", python, python.replace("assert 1", "pytest.skip()"), ["test_a"]],
    ["not where there is none", "test_a.py", "a = 1", "pytest.skip()", [""]],
    ["far below it", "test_a.py", "", `pytest.skip()\n\n${python}`, ["test_a"]],
  ])("%s", (...row) => {
    const [, path, before, after, expected] = row;

    expect(ratchet([file(path, before, after)])[0]?.tests).toEqual(expected);
  });
});

test.each(["README.md", "src/sum.ts", "main.go", "src/latest/a.js", "contest.js", "Cargo.lock"])(
  "%s tells nothing about tests",
  (path) => {
    expect(watches(path)).toBe(false);
    expect(saysOf(path, SUM, null)).toBe("");
  },
);

test("whatever the texts, what did not change is not told, and what is told is short", () => {
  const words = [
    "test(",
    "it.skip(",
    '"',
    "'",
    "`",
    "//",
    "/*",
    "*/",
    "\n",
    "#",
    "expect(",
    "\\",
    "/",
    "@Test",
    "#[test]\nfn a",
    "assert",
    '"""',
    " ",
  ];
  const text = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((all) => all.join(""));
  const path = fc.constantFrom(
    ...SAMPLES.map((sample) => sample.path),
    "a.test.ts",
    "package.json",
  );
  fc.assert(
    fc.property(path, text, text, (name, before, after) => {
      expect(ratchet([file(name, before, before)])).toEqual([]);
      for (const { says } of ratchet([file(name, before, after)])) {
        expect(says.length).toBeLessThan(120);
      }
    }),
  );
});

test.each([
  'test("',
  "it.skip(`",
  "/*",
  "'",
  "(/[",
  "(/a\\/",
  "#[test]\n",
  "   ",
  "test || ",
  '"""',
  "expect(",
  "exports[",
  "test(((((((((((((((((((((",
])("eight times as much of %j takes about eight times as long", (piece) => {
  for (const path of PATHS) {
    const measure = (chars: number): number => {
      const text = piece.repeat(Math.ceil(chars / piece.length));
      const times = [1, 2, 3, 4, 5].map(() => {
        const start = process.threadCpuUsage();
        ratchet([file(path, text, `${text} `)]);
        // Others may use the processor meanwhile. Only the sum is exact: the kernel guesses how it is split.
        const { user, system } = process.threadCpuUsage(start);
        return (user + system) / 1_000;
      });
      return Math.min(...times);
    };

    // Squared it would be 64; what takes no time at all can't be compared.
    expect(measure(800_000) / Math.max(measure(100_000), 1), path).toBeLessThan(32);
  }
});

const PATHS = ["a.test.ts", "tests/test_a.py", "src/a.rs", "spec/a_spec.rb", "ci.sh", "a.snap"];
