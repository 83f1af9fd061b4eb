/** Ways around the ratchet that were tried: what each is told as, and what looks like one and is none. */
import { describe, expect, test } from "vitest";
import { ratchet, watches } from "../../../src/core/ratchet.ts";

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
const PYTHON =
  "def test_a():\n    assert add(1, 2) == 3\n\n\ndef test_b():\n    assert add(1, 0) == 1\n";
const GO =
  'package a\n\nfunc TestAdds(t *testing.T) {\n\tif Sum(1, 2) != 3 {\n\t\tt.Errorf("no")\n\t}\n}\n';
const RUST = "#[cfg(test)]\nmod tests {\n  #[test]\n  fn adds() { assert_eq!(sum(1, 2), 3); }\n}\n";
const CSHARP = "[Fact]\npublic void Adds() => Assert.Equal(3, Sum(1, 2));\n";
const CPLUSPLUS = "TEST(Sum, Adds) {\n  EXPECT_EQ(sum(1, 2), 3);\n}\n";
const RUBY = 'describe Sum do\n  it "adds" do\n    expect(sum(1, 2)).to eq(3)\n  end\nend\n';
const JAVA = "class ATest {\n  @Test\n  void adds() { assertEquals(3, sum(1, 2)); }\n}\n";
const CHECK = "expect(sum(1, 2)).toBe(3);";

const RETURNS = "returns before it checks anything";
const SWALLOWS = "lets failures pass";
const OFF = "switches code off";
const AGAIN = "tries again until it passes";
const ALONE = "ends or picks the run by itself";
const LOOSE = "has 1 exact check replaced by what nearly everything passes";

function saysOf(path: string, before: string | null, after: string | null): string {
  expect(watches(path)).toBe(true);
  return ratchet([{ path, before, after }])
    .map((one) => one.says)
    .join("; ");
}

describe("a test that stays and checks nothing", () => {
  const js = (after: string, says: string): [string, string, string, string] => [
    "a.test.ts",
    SUM,
    after,
    says,
  ];
  const py = (after: string, says: string): [string, string, string, string] => [
    "test_a.py",
    PYTHON,
    after,
    says,
  ];

  test.each([
    js(SUM.replace('"adds", () => {', '"adds", () => {\n  return;'), RETURNS),
    js(SUM.replace("  expect", "  if (process.env.CI) return;\n  expect"), RETURNS),
    js(SUM.replace(CHECK, `try { ${CHECK} } catch {}`), SWALLOWS),
    js(SUM.replace(CHECK, `try { ${CHECK} } catch (error) { /* fine */ }`), SWALLOWS),
    js(SUM.replace("expect(sum(1, 2))", "expect(3)"), LOOSE),
    js(SUM.replace("expect(sum(1, 2)).toBe(3)", 'expect("3").toBe("3")'), LOOSE),
    js(SUM.replace("toBe(3)", "toBeGreaterThan(-99)"), LOOSE),
    js(SUM.replace("toBe(3)", "not.toBeNull()"), LOOSE),
    js(`if (false) {\n${SUM}}`, OFF),
    js(
      `const test = () => {};\n${SUM}`,
      "puts something of its own in the place of the test functions",
    ),
    js(`process.exit(0);\n${SUM}`, ALONE),
    js(`jest.retryTimes(5);\n${SUM}`, AGAIN),
    js(SUM.replace("test(", "test.if(false)("), "skips 1 more than before"),
    js(SUM.replace("test(", 'test["skip"]('), "lost 1 of its 2 tests"),
    py(PYTHON.replace("test_a():\n", "test_a():\n    return\n"), RETURNS),
    py(PYTHON.replace("(1, 2) == 3", "(1, 2)"), LOOSE),
    py(
      PYTHON.replace(
        "    assert add(1, 2) == 3",
        "    try:\n        assert add(1, 2) == 3\n    except AssertionError:\n        pass",
      ),
      SWALLOWS,
    ),
    py(
      PYTHON.replace("    assert", '    raise unittest.SkipTest("x")\n    assert'),
      "skips 1 more than before",
    ),
    py(PYTHON.replace("def test_a", "@pytest.mark.flaky(reruns=5)\ndef test_a"), AGAIN),
    py(`if False:\n${PYTHON.replaceAll(/^/gm, "    ")}`, OFF),
    [
      "tests/conftest.py",
      "a = 1\n",
      "def pytest_collection_modifyitems(items):\n    items.clear()\n",
      ALONE,
    ],
    ["a_test.go", GO, GO.replace(") {\n", ") {\n\treturn\n"), RETURNS],
    ["a_test.go", GO, `//go:build ignore\n\n${GO}`, "is built under a condition"],
    ["a_test.go", GO, `${GO}func TestMain(m *testing.M) { os.Exit(0) }\n`, ALONE],
    ["a.rs", RUST, `#![cfg(any())]\n${RUST}`, OFF],
    ["ATests.cs", CSHARP, `#if false\n${CSHARP}#endif\n`, OFF],
    ["a_test.cc", CPLUSPLUS, `#if 0\n${CPLUSPLUS}#endif\n`, OFF],
    ["a_spec.rb", RUBY, `=begin\n${RUBY}=end\n`, OFF],
    ["ATest.java", JAVA, JAVA.replace("@Test", "@Test(enabled = false)"), OFF],
    [
      "ATest.java",
      JAVA,
      JAVA.replace(/assert.*;/, "try { $& } catch (AssertionError e) { }"),
      SWALLOWS,
    ],
  ])("%s: %#", (path, before, after, says) => {
    expect(saysOf(path, before, after)).toBe(says);
    expect(saysOf(path, after, after)).toBe("");
  });

  test.each([
    [`${SUM}afterEach(() => { try { rm("a"); } catch {} });\n`],
    [`${SUM}const noop = () => { return; };\n`],
    [SUM.replace(CHECK, `${CHECK} expect(3).toBe(3);`)],
    [`const it = lab.it; const expect = chai.expect;\n${SUM}`],
    [`// if (false) process.exit(0)\n${SUM}`],
  ])("not %j", (after) => {
    expect(saysOf("a.test.ts", SUM, after)).toBe("");
  });

  test("a new file may do so where it has to", () => {
    expect(saysOf("b.test.ts", null, `jest.retryTimes(5);\n${SUM}`)).toBe("");
  });
});

describe("tests that move", () => {
  const moved = (from: string, to: string, before = SUM, after = before): string[] =>
    ratchet([
      { path: from, before, after: null },
      { path: to, before: null, after },
    ]).map(({ path, says }) => `${path} ${says}`);

  test.each([
    ["test/a.test.ts", "test/a.disabled.ts", SUM],
    ["a.test.ts", "fixtures/a.test.ts", SUM],
    ["a.test.ts", "test/_a.test.ts", SUM],
    ["a.test.ts", "test/.old/a.test.ts", SUM],
    ["tests/test_a.py", "tests/a.py", PYTHON],
    ["a_test.go", "_a_test.go", GO],
    ["src/test/java/ATest.java", "src/test/java/A.java", JAVA],
  ])("from %s to %s, where none is looked for → deleted", (from, to, text) => {
    expect(moved(from, to, text)[0]).toContain(`${from} is deleted with its `);
  });

  test.each([
    ["a.test.ts", "test/a.spec.ts", SUM],
    ["test/a.ts", "test/b.ts", SUM],
    ["fixtures/a.test.ts", "fixtures/b.test.ts", SUM],
    ["src/a.rs", "tests/a.rs", RUST],
    ["tests/test_a.py", "tests/unit/test_b.py", PYTHON],
  ])("from %s to %s → fine", (from, to, text) => {
    expect(moved(from, to, text)).toEqual([]);
  });

  test("with their file, and one of two has another name now → fine", () => {
    expect(moved("a.test.ts", "b.test.ts", SUM, SUM.replace("nothing", "zero"))).toEqual([]);
  });

  test("with their file, and most have another name now → told", () => {
    const other = SUM.replace("adds nothing", "x").replace('"adds"', '"y"');

    expect(moved("a.test.ts", "b.test.ts", SUM, other)).toEqual([
      "a.test.ts is deleted with its 2 tests",
    ]);
  });

  test("two files into one that has only the tests of one → told", () => {
    const changes = [
      { path: "a.test.ts", before: SUM, after: null },
      { path: "b.test.ts", before: SUM, after: null },
      { path: "c.test.ts", before: null, after: SUM },
    ];

    expect(ratchet(changes)).toEqual([{ path: "b.test.ts", says: "is deleted with its 2 tests" }]);
  });
});

describe("settings", () => {
  test.each([
    [
      "package.json",
      script("vitest run"),
      script("vitest run -t adds"),
      "runs only some of the tests",
    ],
    ["package.json", script("jest"), script("jest --onlyChanged"), "runs only some of the tests"],
    [
      "package.json",
      script("jest"),
      script("echo ok && exit 0"),
      "no longer tests anything in `test`",
    ],
    ["package.json", script("jest"), script("node -e 0"), "no longer tests anything in `test`"],
    ["package.json", script("jest"), script("tsc --noEmit"), "no longer tests anything in `test`"],
    ["Makefile", "test:\n\tpytest\n", "test:\n\t@echo ok\n", "no longer runs any test"],
    ["playwright.config.ts", runner("retries: 0"), runner("retries: 3"), AGAIN],
    ["vitest.config.ts", runner(""), runner("exclude: ['a']"), "leaves more out than before"],
    [
      "vitest.config.ts",
      runner("exclude: ['a']"),
      runner("exclude: ['a', 'b']"),
      "leaves more out than before",
    ],
    ["vitest.config.ts", runner(""), runner("include: ['b.test.ts']"), "chooses which tests run"],
    ["vitest.config.ts", null, runner("include: ['test/**']"), ""],
    ["package.json", "{}", '{ "retry": "0.13.1", "async-retry": "1.3.3" }', ""],
    ["ci.sh", "curl -f x\n", "curl --retry 3 x\n", ""],
    ["ci.sh", "npm test\n", "./test.sh\n", ""],
    ["ci.sh", "npm test\n", null, ""],
    ["package.json", script("jest"), script("node scripts/test.js"), ""],
    ["package.json", script("jest"), script("vitest run --coverage"), ""],
  ])("%s: %j → %j", (path, before, after, says) => {
    expect(saysOf(path, before, after)).toBe(says);
  });
});

describe("languages nobody counts", () => {
  test.each(["t/sum.t", "test/sum.zig", "features/sum.feature", "sum_test.lua", "Sum.Tests.ps1"])(
    "%s is deleted → told; it moves → fine",
    (path) => {
      const gone = { path, before: "a", after: null };
      const name = path.split("/").at(-1) ?? "";

      expect(saysOf(path, "a", null)).toBe("is deleted");
      expect(saysOf(path, "a", "b")).toBe("");
      expect(ratchet([gone, { path: `test/deep/${name}`, before: null, after: "b" }])).toEqual([]);
      expect(ratchet([gone, { path: `test/other-${name}`, before: null, after: "a" }])).toEqual([]);
    },
  );
});

function script(command: string): string {
  return `{ "scripts": { "test": "${command}" } }`;
}

function runner(settings: string): string {
  return `export default { ${settings} };\n`;
}
