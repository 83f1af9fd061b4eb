/**
 * What a line of a failed build looks like in the tools people use. `weight` says how much a line explains, from 0 to
 * 100; `before` and `after` how many lines around it belong to it.
 *
 * The patterns run on lines of at most 4,000 characters. They are anchored or begin with something rare, and none
 * repeats a repetition.
 */
export type Marker = { weight: number; before: number; after: number };

/** What this line explains; null when nothing. */
export function findMarker(line: string): Marker | null {
  if (!HINT.test(line) || NOISE.test(line)) return null;
  return MARKERS.find(({ pattern }) => pattern.test(line)) ?? null;
}

/** Cheap: most lines of a log hold none of these and are not looked at again. */
const HINT =
  /err|fail|panic|exception|assert|traceback|fatal|not ok|abort|unable|cannot|could|not found|no such|denied|refused|undefined|missing|mismatch|expected|received|actual|killed|timed? ?out|timeout|exit|signal|segmentation|core dumped|went wrong|caused by|conflict|violation|problem|format|no tests|no space|not read|\[warn\]|warning|^e\s|^\s*(?:[●✕✗✖×❌✘│>_]|[-+]{3}|@@|-->|\d+\)|at |file ")|\.(?:go|py):\d+/i;

/** Lines that say the opposite of what their words look like: nothing failed, a name, a setting. */
const NOISE =
  /^\s*(?:PASS|✓|✔|√|ok \d|ok\s+\S+\s+[\d.(]|Compiling |Checking |Download|Install|Collecting |Using cached|Get:\d|Setting up |Unpacking |Selecting |Preparing |Fetching |Requirement already|remote: |\* \[new |[a-z-]+\/\S+ *->)|\bok$|PASSED|\b(?:0|no) (?:errors?|failed|failures?|failing|problems)\b(?!.*\b[1-9]\d* (?:errors?|fail))|fail-fast|fail_ci|continue-on-error|if-no-files-found|-W(?:no-)?error|RUST_BACKTRACE|without errors?/;

const row = (weight: number, [before, after]: readonly [number, number], pattern: RegExp) => ({
  weight,
  before,
  after,
  pattern,
});

/** Heaviest first: the first that matches counts. */
const MARKERS = [
  // How it ended: the runner itself, and what a tool says last about all it did.
  row(100, [8, 0], /^##\[error\]/),
  row(
    97,
    [3, 2],
    /\b[1-9][\d,]* (?:tests? |errors? |files? |specs? |checks? )?(?:failed|failures?|failing|fails?|errors?|problems?)\b/i,
  ),
  row(97, [3, 2], /\b(?:fail(?:ed|ures?|s)?|errors?)[:=]\s{0,8}[1-9]|^# fail [1-9]|^ℹ fail [1-9]/i),
  row(
    97,
    [2, 3],
    /\btest result: FAILED|^FAILED \(|\bsome tests failed|the following tests failed/i,
  ),
  row(
    96,
    [2, 4],
    /\.{3,}\s?failed$|\bbuild fail(?:ed|ure)\b|^FAILURE: |could not compile|aborting due to|test run failed/i,
  ),
  row(
    95,
    [2, 6],
    /failed to pass|\bno tests? (?:were )?(?:found|ran|files found)\b|^\* What went wrong:|^g?make(?:\[\d+\])?: \*\*\*/i,
  ),

  row(95, [0, 0], /^… the middle of this log was not read …$/),

  // What broke, and where: messages of compilers, linters, test runners, languages.
  row(95, [10, 8], /^\s*--- FAIL: |<<< (?:FAILURE|ERROR)!|^fatal: /),
  row(
    95,
    [2, 6],
    /\berror:? ?(?:CS|MSB|NU|NETSDK|FS|TS|VB|AD|CA|XLS)\d{2,5}\b|undefined reference to|^\/?\S*ld: |collect2: error|linker command failed/,
  ),
  row(94, [1, 12], /^\s*[│|]?\s*(?:ERROR|[Ee]rror|fatal error|FATAL)(?:\[[\w:/-]+\])?:\s/),
  row(
    94,
    [1, 4],
    /^\s*(?:[A-Za-z]:)?[^\s:(][^:(]{0,300}[:(]\d+(?:[:,]\d+)?(?:-\d+)?\)?\s?[:-]?\s*(?:fatal |internal )?error\b/i,
  ),
  row(
    94,
    [6, 3],
    /^(?:E\s+)?(?:Uncaught )?(?:[\w$]+[.:]{1,2}){0,12}[A-Z]\w*(?:Error|Exception|Warning|Failure|Fault|Interrupt)\b(?:[:( [{]|$)/,
  ),
  row(
    94,
    [3, 10],
    /\bpanicked at\b|^\s*panic: |^\s*Traceback \(most recent|^Caused by: |^\s*Exception in thread|^Unhandled |Unhandled(?:Promise)?Rejection/,
  ),
  row(
    94,
    [2, 12],
    /^\s*(?:FAIL|SIG[A-Z]{3,5}|TIMEOUT|LEAK-FAIL)\s+\[|^not ok \d|\.\.\. (?:FAILED|mismatch|error)$|^-{4} .+ stdout -{4}$|^\s*Failed \S.* \[/,
  ),
  row(
    94,
    [2, 4],
    /segmentation fault|core dumped|AddressSanitizer|runtime error:|out of memory|OOMKilled|no space left|^Killed\b|ENOSPC/i,
  ),
  row(93, [1, 22], /^\s*● .{3}/),
  row(93, [1, 14], /^\s*(?:FAIL\s{1,2}|❌|✗|✕|✘|×|✖|✖️)\s*\S|Failed Tests? \d/),
  row(
    93,
    [1, 10],
    /^_{3,} .+ _{3,}$|^=+ (?:FAILURES|ERRORS|short test summary info|warnings summary) =+$|Failure\/Error:|^Error Message:|^\s+Error Message:/,
  ),
  row(
    93,
    [0, 2],
    /^(?:FAILED|ERROR) \S|^rspec \.\/|^FAIL\b|^> Task \S+ FAILED|Execution failed for task|^\S.* > .+ FAILED$/,
  ),
  row(
    92,
    [8, 2],
    /^E\s{2,}\S|\bassert(?:ion)?\b.{0,200}\bfail|^\s*(?:left|right): |AssertionError|assertion failed/i,
  ),
  row(
    92,
    [1, 3],
    /^\s*(?:\.{0,2}\/)?[\w@./-]+\.go:\d+(?::\d+)?: |^\[ERROR\]|^e: (?:file:|\/|[\w.]+)|^\s+\d+:\d+\s+error\s/,
  ),
  row(
    91,
    [0, 14],
    /^\S+:\d+:\d+ (?:lint|format|assist|parse|suppressions)\b|^\S+ (?:format|lint|organizeImports) ━/,
  ),
  row(
    90,
    [2, 6],
    /would (?:be )?reformat|not (?:properly )?formatted|code style issues|formatting (?:issues|differs)|to format all|^\[(?:warn|error)\] |run .{0,40}\b(?:format|prettier|fmt)\b/i,
  ),
  row(
    88,
    [3, 1],
    /exit(?:ed)?(?:ing)?(?: with)?(?: code| status)?:? [1-9]|returned (?:a )?non-?zero|command failed/i,
  ),
  row(88, [1, 3], /^npm (?:ERR!|error)|ELIFECYCLE|ERESOLVE|ERR_PNPM|^error /),
  row(
    82,
    [1, 3],
    /^\s*[-+]?\s*(?:expected|received|actual|got|want)\b.{0,60}[:=]|^\s*>\s*\d+ [|│]|^\s*--> \S+:\d+/i,
  ),
  row(
    80,
    [2, 4],
    /permission denied|command not found|no such file|could not (?:resolve|find|connect|read)|connection (?:refused|reset)|timed out|timeout|denied|\bE(?:NOENT|ACCES|CONNREFUSED|TIMEDOUT|PERM)\b|cannot find|not found\b/i,
  ),
  row(78, [0, 8], /^\s{1,6}\d{1,4}\) \S/),
  row(65, [0, 1], /^\s*File ".+", line \d+|^\S+\.py:\d+: |\bfatal\b/i),
  row(
    60,
    [1, 3],
    /(?<![\w./-])(?:error|failed|failure|failing|exception|unable to|cannot|could not|aborted|mismatch|violation)(?![\w./(-])/i,
  ),
  row(50, [0, 0], /^\s*at .+:\d+|^[-+]{3} \S|^@@ .+ @@/),
  row(15, [0, 1], /\bwarn(?:ing)?\b/i),
];
