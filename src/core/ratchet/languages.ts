/** How the main languages write tests, skip them and check things. Every pattern is read over code without comments and strings. */
import type { Syntax } from "./code-only.ts";

export interface Language {
  name: string;
  /** Paths of files that hold tests. */
  files: RegExp;
  /** Tests stand beside code: a file without any is no test file. */
  besideCode?: true;
  syntax: Syntax;
  /** A test's beginning. Its name is the group `name`, or the string that follows. */
  tests: RegExp;
  skips: RegExp;
  /** Lets one test run and no other. */
  only: RegExp;
  checks: RegExp;
  /** Those among `checks` that nearly everything passes. */
  weak: RegExp;
}

const NEVER = /(?!)/g;

const LANGUAGES: readonly Language[] = [
  {
    name: "JavaScript",
    files:
      /(?:^|\/)(?:__tests__|tests?|specs?|e2e|cypress|playwright)\/.*\.[cm]?[jt]sx?$|(?:^|[/._-])(?:tests?|spec|cy|e2e)\.[cm]?[jt]sx?$/i,
    syntax: "javascript",
    tests:
      /(?<![.\w$])(?:(?:Deno|QUnit|t)\.)?(?:[fx]?(?:test|it)|specify)(?:\.(?!describe|before|after|use|step|extend|expect|info|setTimeout|slow|configure)\w{1,20}){0,3}(?:<[^()<>\n]{0,100}>)?\s{0,5}[(`]/g,
    skips:
      /(?<![.\w$])(?:Deno\.test|QUnit\.(?:test|module)|test|it|describe|context|suite|specify|t|ctx|this)(?:\.\w{1,20}){0,2}\.(?:skip\w{0,5}|runIf|if|todo|fixme|fails|failing)\b|(?<![.\w$])(?:x(?:it|test|describe|context|specify)|pending)\s{0,5}[(.]|\b(?:skip|todo|ignore)\s{0,3}:\s{0,3}(?:true|["'`])/g,
    only: /(?<![.\w$])(?:Deno\.test|QUnit\.(?:test|module)|test|it|describe|context|suite|specify)(?:\.\w{1,20}){0,2}\.only\b|(?<![.\w$])f(?:it|test|describe|context)\s{0,5}[(.]|\bonly\s{0,3}:\s{0,3}true\b/g,
    checks:
      /(?<![.\w$])(?:expect(?:TypeOf|Type)?(?:\.(?:soft|poll|element))?|assert\w{0,30}(?:\.\w{1,30}){0,2}|sinon\.assert\.\w{1,30}|t\.(?:assert\.)?(?:not|is|ok|true|false|truthy|falsy|equal|same|like|regex|throws|reject|match|deep|strict|snapshot|null)\w{0,30})\s{0,5}\(|\.should\b/g,
    weak: /\.(?:toBe(?:Truthy|Falsy|Defined|InstanceOf|TypeOf|GreaterThan\w{0,10}|LessThan\w{0,10})|not\s{0,3}\.\s{0,3}to(?:Throw|BeNull|BeUndefined|BeNaN))\b|\bexpect\.any(?:thing)?\(|(?<![.\w$])assert(?:\.(?:ok|exists|isOk|isTrue|isDefined))?\s{0,5}\(|\bexpect\(\s{0,5}(?:true|false|null|\d{1,9}|["'`] {0,200}["'`])\s{0,5}\)\.to(?:Be|Equal|StrictEqual)\(|\.to\.(?:exist|be\.ok|be\.an?)\b|(?<![.\w$])t\.(?:ok|truthy)\(/g,
  },
  {
    name: "Python",
    files: /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests|conftest)\.py$|(?:^|\/)tests?\/.*\.py$/,
    syntax: "python",
    tests: /^[ \t]{0,40}(?:async[ \t]{1,4})?def[ \t]{1,4}(?<name>test\w{0,200})/gm,
    skips:
      /@(?:pytest\.)?(?:mark\.)?(?:skip|skipif|xfail)\b|@(?:unittest\.)?(?:skip(?:If|Unless)?|expectedFailure)\b|\bpytest\.(?:skip|xfail|importorskip|mark\.(?:skip|skipif|xfail))\b|\bself\.skipTest\b|\b__test__\s{0,3}=\s{0,3}False|\bcollect_ignore|\bSkipTest\b/g,
    only: NEVER,
    checks:
      /(?<![.\w])assert\b(?!\s{1,4}True\s{0,4}$)|\bself\.(?:assert\w{1,40}|fail)\(|\.assert_\w{1,40}\(|\bpytest\.(?:raises|warns)\(/gm,
    weak: /\bself\.assert(?:True|IsNotNone|IsInstance)\(|\bassert [^\n=<>]{1,200} is not None\b|\bassert isinstance\(|\.assert_called\(|\bassert (?![^\n]{0,300}(?:[=!<>]| in | is ))/g,
  },
  {
    name: "Go",
    files: /_test\.go$/,
    syntax: "c",
    tests: /^func[ \t]{1,4}(?<name>(?:Test|Fuzz|Example|Benchmark)\w{0,200})\s{0,4}\(|\bt\.Run\(/gm,
    skips: /\b[tb]\.Skip(?:f|Now)?\(/g,
    only: NEVER,
    checks:
      /\b(?:t|b|tb)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(?:assert|require|is|qt)\.[A-Z]\w{1,40}\(|\bExpect\(/g,
    weak: /\b(?:assert|require)\.(?:NotNil|NotEmpty|True)\(/g,
  },
  {
    name: "Rust",
    files: /\.rs$/,
    besideCode: true,
    syntax: "c",
    tests:
      /#\[(?:\w{1,40}::){0,3}(?:test|rstest|test_case|quickcheck|proptest)\b[^\n]{0,300}\n(?:\s{0,80}#\[[^\n]{0,300}\n){0,8}\s{0,80}(?:pub\s{1,3})?(?:async\s{1,3})?fn\s{1,3}(?<name>\w{1,200})/g,
    skips: /#\[ignore\b/g,
    only: NEVER,
    checks: /\b(?:assert|assert_eq|assert_ne|assert_matches|assert_snapshot|prop_assert\w{0,10})!/g,
    weak: /\bassert!\(\s{0,5}(?:true\b|[^\n;]{1,100}\.is_(?:ok|some|err|none)\(\))\s{0,5}[),]/g,
  },
  {
    name: "JVM",
    files:
      /(?:^|\/)src\/\w{0,30}[tT]est\w{0,30}\/.*\.(?:java|kts?|scala|groovy)$|(?:Tests?|IT|Specs?)\.(?:java|kts?|scala|groovy)$/,
    syntax: "c",
    tests:
      /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property|TestTemplate)\b|(?<![.\w])(?:[fx]?(?:test|it)|should)\s{0,3}\(\s{0,3}(?=")|^[ \t]{1,20}(?:def|void)[ \t]{1,4}(?=")/gm,
    skips:
      /@(?:Disabled|Ignore|Ignored|EnabledIf\w{0,40}|PendingFeature)\b|\bassum(?:e|ing)\w{0,20}\s{0,3}\(|(?<![.\w])(?:x(?:it|test|describe)|ignore)\s{0,3}\(/g,
    only: /@(?:Only|FocusedTest)\b|(?<![.\w])f(?:it|describe|test)\s{0,3}\(/g,
    checks:
      /(?<![\w@])(?:assert\w{0,40}|verify\w{0,30}|expect\w{0,20}|fail)\s{0,3}[({]|\.should\w{0,30}\b|\bshould(?:Be|Not|Throw|Equal|Have|Contain)\w{0,30}\b/g,
    weak: /\bassert(?:True|NotNull)\s{0,3}\(|\.isNotNull\(|\bshouldNotBeNull\b/g,
  },
  {
    name: "C#",
    files: /(?:^|\/)[^/]*Tests?\/.*\.(?:cs|fs|vb)$|Tests?\.(?:cs|fs|vb)$/,
    syntax: "c",
    tests: /\[(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|InlineData|DataRow)\b/g,
    skips:
      /\[Ignore\b|\bSkip\s{0,3}=|\bAssert\.(?:Ignore|Inconclusive|Skip)\w{0,10}\(|\[Explicit\b/g,
    only: NEVER,
    checks: /\b(?:Class|String|Collection)?Assert\.\w{1,40}|\.Should\(|\.Verify\w{0,20}\(/g,
    weak: /\bAssert\.(?:True|IsTrue|NotNull|IsNotNull)\b|\.NotBeNull\(/g,
  },
  {
    name: "Ruby",
    files: /_(?:spec|test)\.rb$|(?:^|\/)(?:spec|test)\/.*\.rb$/,
    syntax: "hash",
    tests:
      /(?<![.\w:@])(?:[fx]?(?:it|specify|example|scenario)|test)(?=\s{1,4}["'{]|\(\s{0,4}["']|\s{1,4}do\b)|^[ \t]{0,40}def[ \t]{1,4}(?<name>test_\w{1,200})/gm,
    skips:
      /(?<![.\w:@])(?:x(?:it|describe|context|specify|example|scenario)|pending|skip)\b(?!\s{0,3}[=.])|:(?:skip|pending)\b/g,
    only: /(?<![.\w:@])f(?:it|describe|context|specify|example|scenario)\s{1,4}["'{]|:focus\b|\bfocus:\s{0,3}true/g,
    checks:
      /(?<![.\w:@])(?:expect|is_expected|assert\w{0,40}|refute\w{0,40}|flunk)\b|\.(?:must|wont)_\w{1,30}|\.should\b/g,
    weak: /\bbe_(?:truthy|present)\b|\bassert_not_nil\b|\bnot_to be_nil\b/g,
  },
  {
    name: "PHP",
    files: /Test\.php$|(?:^|\/)[tT]ests?\/.*\.php$/,
    syntax: "php",
    tests: /\bfunction\s{1,4}(?<name>test\w{1,200})|#\[Test\b|(?<![>.\w:$])(?:it|test)\s{0,3}\(/g,
    skips: /->\s{0,3}(?:skip|todo)\(|\bmarkTest(?:Skipped|Incomplete)\b/g,
    only: /->\s{0,3}only\(/g,
    checks: /(?:->|::)\s{0,3}assert\w{1,40}\(|(?<![>.\w:$])expect\(|->expectException\w{0,20}\(/g,
    weak: /\bassert(?:True|NotNull|NotEmpty)\(|->toBeTruthy\(/g,
  },
  {
    name: "Swift",
    files: /Tests?\.swift$|(?:^|\/)[^/]*Tests\/.*\.swift$/,
    syntax: "c",
    tests: /\bfunc\s{1,4}(?<name>test\w{1,200})|@Test\b/g,
    skips: /\bXCTSkip\w{0,10}\b|\.(?:disabled|enabled)\(/g,
    only: NEVER,
    checks: /\bXCT(?:Assert\w{0,40}|Fail|Unwrap)\b|#(?:expect|require)\b/g,
    weak: /\bXCTAssert(?:True|NotNil)?\(/g,
  },
  {
    name: "C++",
    files:
      /(?:^|[/_-])tests?(?:[/_-].*)?\.(?:cc|cpp|cxx|c|h|hpp|mm|m)$|_(?:unit)?test\.(?:cc|cpp|cxx|c)$/i,
    syntax: "c",
    tests:
      /^[ \t]{0,20}(?:TYPED_)?(?:TEST(?:_[FP])?|TEST_CASE|SCENARIO|SECTION|BOOST_\w{0,10}_TEST_CASE|BENCHMARK)\s{0,3}\(\s{0,9}(?<name>\w{0,200}(?:\s{0,9},\s{0,9}\w{1,200})?)/gm,
    skips: /\bDISABLED_\w{1,100}|\bGTEST_SKIP\b|\bSKIP\(/g,
    only: NEVER,
    checks:
      /\b(?:EXPECT|ASSERT|REQUIRE|CHECK|BOOST_(?:CHECK|REQUIRE|TEST))(?:_\w{1,40})?\s{0,3}\(|\bassert\s{0,3}\(/g,
    weak: /\b(?:EXPECT|ASSERT)_(?:TRUE|NO_THROW)\s{0,3}\(/g,
  },
  {
    name: "Elixir",
    files: /_test\.exs$/,
    syntax: "hash",
    tests: /(?<![.\w:@])(?:test|property)(?=\s{1,4}")/g,
    skips: /@(?:module)?tag[ (]{1,3}:?skip\b/g,
    only: NEVER,
    checks: /(?<![.\w:@])(?:assert|refute)(?:_\w{1,30})?\b/g,
    weak: NEVER,
  },
  {
    name: "shell",
    files: /\.bats$/,
    syntax: "hash",
    tests: /^[ \t]{0,20}@test\b/gm,
    skips: /^[ \t]{0,40}skip\b/gm,
    only: NEVER,
    checks: /^[ \t]{0,40}(?:\[{1,2} |assert\w{0,40}|refute\w{0,40}|test )/gm,
    weak: NEVER,
  },
  {
    name: "Dart",
    files: /_test\.dart$/,
    syntax: "javascript",
    tests: /(?<![.\w$])(?:test|testWidgets|blocTest)\s{0,3}(?:<[^()<>\n]{0,100}>)?\(/g,
    skips: /\bskip:\s{0,3}(?!false|null)\S|@Skip\b/g,
    only: /\bsolo:\s{0,3}true/g,
    checks: /(?<![.\w$])(?:expect|expectLater|verify)\w{0,20}\(/g,
    weak: /,\s{0,5}(?:isNotNull|isTrue|anything)\s{0,3}[),]/g,
  },
];

/** The language whose tests a file holds by its path; null when it holds none. */
export function languageOf(path: string): Language | null {
  return LANGUAGES.find(({ files }) => files.test(path)) ?? null;
}
