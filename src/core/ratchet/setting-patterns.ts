/** What test scripts and settings say that lets a failure pass or leaves tests out. All of it is read as text: there are too many formats. */

export const SETTINGS = [
  /(?:^|\/)(?:package|composer|nx|turbo|deno)\.jsonc?$/,
  /(?:^|\/)(?:gnu)?makefile$|\.mk$|(?:^|\/)(?:justfile|rakefile|jenkinsfile|taskfile\.ya?ml|dangerfile)$/,
  /(?:^|\/)(?:tox|pytest|mypy)\.ini$|(?:^|\/)(?:setup\.cfg|pyproject\.toml|noxfile\.py|\.coveragerc|\.simplecov|\.rspec)$/,
  /(?:^|\/)\.?(?:jest|vitest|vite|karma|playwright|cypress|ava|wdio|stryker|web-test-runner|mocharc|nycrc|c8rc)(?:[.-][\w-]{1,30}){0,3}$/,
  /(?:^|\/)\.?codecov\.ya?ml$|(?:^|\/)phpunit\.xml(?:\.dist)?$|(?:^|\/)(?:build\.gradle(?:\.kts)?|pom\.xml|build\.sbt)$/,
  /(?:^|\/)(?:\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|appveyor)\.ya?ml$|(?:^|\/)\.(?:circleci|buildkite|github)\/.*\.ya?ml$/,
  /\.(?:ba)?sh$/,
];

/** What must not be written more often than before. */
export const HIDING: readonly { pattern: RegExp; says: string }[] = [
  {
    // A cleanup may fail without harm: only lines count that test something.
    pattern:
      /^(?=[^\n]{0,2000}(?:(?<!la|fas|con|at|pro)test|spec|check|lint|verify|cov|jest|mocha))[^\n]{0,2000}?(?:\|\|\s{0,3}(?:true|:(?=[\s"';)]|$)|exit 0|echo\b)|;\s{0,3}(?:true|exit 0)\s{0,3}(?:["']|$))/gim,
    says: "hides a failure (`|| true`)",
  },
  { pattern: /pass-?with-?no-?tests/gi, says: "passes when there is no test" },
  {
    pattern:
      /(?:continue-?on-?error|allow_failure|ignoreFailures|testFailureIgnore|fail_ci_if_error|failOnError)["']?\s{0,3}[:=>]\s{0,3}["']?(?:true|yes|on|\$)|\bignoreFailures\b/gi,
    says: "goes on after a failure",
  },
  {
    pattern:
      /-DskipTests|-Dmaven\.test\.skip|<skip(?:Tests)?>true|--deselect\b|--ignore(?:-glob)?[= ]\S{0,100}test|--skip[= ]|\s-skip[= ]|-k ["'\\]{0,3}not |test(?:Path)?Ignore(?:Patterns)?\b|--grep-invert|--invert\b|--exclude[= ]\S{0,100}test/g,
    says: "leaves tests out",
  },
  {
    pattern:
      /(?:vitest|jest|mocha|playwright|pytest)[^\n&|;"']{0,200} (?:-[tgok]|--(?:grep|changed|onlyChanged|lf|last-failed|testNamePattern|testPathPatterns?))(?![\w-])/g,
    says: "runs only some of the tests",
  },
  {
    // A download may be tried again.
    pattern:
      /^(?![^\n]{0,500}\b(?:curl|wget)\b)[^\n]{0,2000}?\b(?:retries|retry|retryTimes|reruns|rerunFailingTestsCount)\b["']?\s{0,3}[:=(> ]\s{0,3}[1-9]\d{0,2}(?![\d."])/gim,
    says: "tries again until it passes",
  },
  {
    pattern: /--update-?snapshots?\b|(?:jest|vitest)[^\n&|;"']{0,200} -u\b/gi,
    says: "rewrites snapshots while it tests them",
  },
  {
    pattern: /check-?coverage["']?\s{0,3}[:=]\s{0,3}false|xfail_strict\s{0,3}=\s{0,3}false/gi,
    says: "no longer enforces what it did",
  },
];

export const THRESHOLD =
  /\b(branches|functions|lines|statements|fail[-_]under|cov[-_]fail[-_]under|min(?:imum)?[-_]?coverage|minimum|minScore|threshold|target|high|low|break)\b["']?\s{0,3}[:=> ]\s{0,3}["']?(\d{1,3}(?:\.\d{1,6})?)/gi;

export const SCRIPT =
  /"((?:pre|post)?test[\w:.-]{0,40}|check|verify|lint)"\s{0,5}:\s{0,5}"((?:[^"\\\n]|\\.){0,2000})"/g;

/** Does nothing, and always well: every part of a command. */
export const IDLE = /^\s{0,9}(?:true|:|exit 0|(?:echo|node -e)\b.*)?\s{0,9}$/s;

/** Runs tests, by its own name or by another's word. */
export const RUNS =
  /\b(?:jest|vitest|mocha|ava|tape|tap|jasmine|karma|playwright|cypress|wdio|pytest|tox|nox|unittest|nose2?|rspec|minitest|phpunit|pest|behat|bats|ctest|gotestsum|nextest)\b|\b(?:npm|pnpm|yarn|bun|deno|go|cargo|mvn|gradlew?|dotnet|swift|mix|rake|rails|flutter|dart|lein|sbt|stack|cabal|zig|make|just|task|node)\s(?:run\s|--)?\S{0,20}test/gi;

/** Lets something else do it, which may run tests. */
export const DELEGATES =
  /\b(?:npm|pnpm|yarn|bun|npx|node|tsx|deno|turbo|nx|make|just|lerna|sh|bash|python3?)\s|\$\(MAKE\)|\.\//i;

/** What tests are found by. */
export const RUNNER_SETTINGS =
  /(?:^|\/)\.?(?:jest|vitest|vite|karma|playwright|cypress|ava|wdio|mocharc|nycrc|c8rc)(?:[.-][\w-]{1,30}){0,3}$/i;
export const LEFT_OUT =
  /\b(?:exclude|\w{0,40}Ignore(?:Patterns)?)\b["']?\s{0,5}[:=]\s{0,5}\[([^\]]{0,4000})\]/g;
export const CHOSEN =
  /\b(?:include|testMatch|testRegex|testDir|roots|specPattern)\b["']?\s{0,3}[:=]/g;
