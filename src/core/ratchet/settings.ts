/** Test scripts and settings: what hides a failure, a threshold that goes down, a script that no longer tests. */
import type { FileChange, Loosened } from "./words.ts";

const SETTINGS = [
  /(?:^|\/)(?:package|composer|nx|turbo|deno)\.jsonc?$/,
  /(?:^|\/)(?:gnu)?makefile$|\.mk$|(?:^|\/)(?:justfile|rakefile|jenkinsfile|taskfile\.ya?ml|dangerfile)$/,
  /(?:^|\/)(?:tox|pytest|mypy)\.ini$|(?:^|\/)(?:setup\.cfg|pyproject\.toml|noxfile\.py|\.coveragerc|\.simplecov|\.rspec)$/,
  /(?:^|\/)\.?(?:jest|vitest|vite|karma|playwright|cypress|ava|wdio|stryker|web-test-runner|mocharc|nycrc|c8rc)(?:[.-][\w-]{1,30}){0,3}$/,
  /(?:^|\/)\.?codecov\.ya?ml$|(?:^|\/)phpunit\.xml(?:\.dist)?$|(?:^|\/)(?:build\.gradle(?:\.kts)?|pom\.xml|build\.sbt)$/,
  /(?:^|\/)(?:\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|appveyor)\.ya?ml$|(?:^|\/)\.(?:circleci|buildkite|github)\/.*\.ya?ml$/,
  /\.(?:ba)?sh$/,
];

/** What must not be written more often than before. */
const HIDING: readonly { pattern: RegExp; says: string }[] = [
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
    pattern: /--update-?snapshots?\b|(?:jest|vitest)[^\n&|;"']{0,200} -u\b/gi,
    says: "rewrites snapshots while it tests them",
  },
  {
    pattern: /check-?coverage["']?\s{0,3}[:=]\s{0,3}false|xfail_strict\s{0,3}=\s{0,3}false/gi,
    says: "no longer enforces what it did",
  },
];

const THRESHOLD =
  /\b(branches|functions|lines|statements|fail[-_]under|cov[-_]fail[-_]under|min(?:imum)?[-_]?coverage|minimum|minScore|threshold|target|high|low|break)\b["']?\s{0,3}[:=> ]\s{0,3}["']?(\d{1,3}(?:\.\d{1,6})?)/gi;

const SCRIPT =
  /"((?:pre|post)?test[\w:.-]{0,40}|check|verify|lint)"\s{0,5}:\s{0,5}"((?:[^"\\\n]|\\.){0,2000})"/g;

/** Does nothing, and always well. */
const IDLE = /^\s{0,9}(?:true|:|exit 0|echo\b[^&|;]*)?\s{0,9}$/;

/** Whether a path tells how tests are run. */
export function isSetting(path: string): boolean {
  const lower = path.toLowerCase();
  return SETTINGS.some((pattern) => pattern.test(lower));
}

export function weakenedSettings({ path, before, after }: FileChange): Loosened[] {
  const old = before ?? "";
  const now = after ?? "";
  const hiding = HIDING.find(({ pattern }) => count(now, pattern) > count(old, pattern));
  const found = [hiding?.says ?? null, lowered(old, now), emptied(old, now)];
  return found.filter((says) => says !== null).map((says) => ({ path, says }));
}

function lowered(before: string, after: string): string | null {
  const now = readThresholds(after);
  for (const [key, values] of readThresholds(before)) {
    const left = now.get(key) ?? [];
    const index = values.findIndex((value, at) => value > (left[at] ?? -1));
    if (index === -1) continue;
    const to = left[index];
    return to === undefined
      ? `no longer sets \`${key}\` (${values[index]})`
      : `lowers \`${key}\` from ${values[index]} to ${to}`;
  }
  return null;
}

/** By their names, highest first. */
function readThresholds(text: string): Map<string, number[]> {
  const thresholds = new Map<string, number[]>();
  for (const [, key, value] of text.matchAll(THRESHOLD)) {
    const name = String(key);
    thresholds.set(name, [...(thresholds.get(name) ?? []), Number(value)]);
  }
  for (const values of thresholds.values()) values.sort((a, b) => b - a);
  return thresholds;
}

function emptied(before: string, after: string): string | null {
  const now = readScripts(after);
  for (const [name, command] of readScripts(before)) {
    const left = now.get(name);
    if (IDLE.test(command) || (left === undefined && name !== "test")) continue;
    if (left === undefined || IDLE.test(left)) return `no longer tests anything in \`${name}\``;
  }
  return null;
}

function readScripts(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(SCRIPT)].map(([, name, command]) => [String(name), String(command)]),
  );
}

function count(text: string, pattern: RegExp): number {
  return text.matchAll(pattern).reduce((sum) => sum + 1, 0);
}
