/** How failures look in the tools people use; written for the tests after their manuals, no log was copied. */
import type { Sample } from "./job-log.ts";

const sample = (name: string, run: string, output: string, keep: string[]): Sample => ({
  name,
  run,
  output,
  keep,
});

export const SAMPLES: Sample[] = [
  sample(
    "jest",
    "npx jest",
    `PASS src/a.test.js
FAIL src/cart.test.js
  ● cart › adds the tax

    expect(received).toBe(expected) // Object.is equality

    Expected: 119
    Received: 100

      12 |   const cart = newCart();
      13 |   cart.add({ price: 100 });
    > 14 |   expect(cart.total()).toBe(119);
         |                        ^
      15 | });

      at Object.<anonymous> (src/cart.test.js:14:24)

Test Suites: 1 failed, 41 passed, 42 total
Tests:       1 failed, 316 passed, 317 total`,
    [
      "● cart › adds the tax",
      "Expected: 119",
      "Received: 100",
      "> 14 |",
      "src/cart.test.js:14:24",
      "Tests:       1 failed",
    ],
  ),
  sample(
    "vitest",
    "npx vitest run",
    ` ✓ test/ok.test.ts (12 tests) 30ms
 ❯ test/date.test.ts (3 tests | 1 failed) 12ms
   × formats a leap day 4ms
⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯
 FAIL  test/date.test.ts > formats a leap day
AssertionError: expected '2024-03-01' to be '2024-02-29' // Object.is equality
- Expected
+ Received
- 2024-02-29
+ 2024-03-01
 ❯ test/date.test.ts:9:31
 Test Files  1 failed | 12 passed (13)
      Tests  1 failed | 80 passed (81)`,
    [
      "FAIL  test/date.test.ts > formats a leap day",
      "AssertionError: expected",
      "test/date.test.ts:9:31",
      "Tests  1 failed",
    ],
  ),
  sample(
    "mocha",
    "npx mocha",
    `  41 passing (2s)
  1 failing

  1) parser
       keeps comments:
     TypeError: Cannot read properties of undefined (reading 'loc')
      at parse (lib/parser.js:88:19)
      at Context.<anonymous> (test/parser.js:12:10)`,
    ["1 failing", "1) parser", "TypeError: Cannot read properties", "lib/parser.js:88:19"],
  ),
  sample(
    "node:test",
    "node --test",
    `✔ adds (0.5ms)
✖ subtracts (1.2ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
  1 !== 2
      at TestContext.<anonymous> (file:///home/runner/work/web/web/test/sub.test.js:5:10)
ℹ pass 10
ℹ fail 1`,
    ["✖ subtracts", "AssertionError [ERR_ASSERTION]", "test/sub.test.js:5:10", "ℹ fail 1"],
  ),
  sample(
    "pytest",
    "pytest -q",
    `=================================== FAILURES ===================================
____________________________ test_parse_empty_line _____________________________

    def test_parse_empty_line():
>       assert parse("") == []
E       AssertionError: assert None == []
E        +  where None = parse('')

tests/test_parse.py:21: AssertionError
=========================== short test summary info ============================
FAILED tests/test_parse.py::test_parse_empty_line - AssertionError: assert None == []
1 failed, 220 passed, 3 skipped in 12.31s`,
    [
      "test_parse_empty_line",
      '>       assert parse("") == []',
      "E       AssertionError",
      "tests/test_parse.py:21",
      "1 failed, 220 passed",
    ],
  ),
  sample(
    "python",
    "python -m app",
    `Traceback (most recent call last):
  File "/home/runner/work/web/web/app/main.py", line 31, in <module>
    main()
  File "/home/runner/work/web/web/app/main.py", line 12, in main
    settings = load(os.environ["SETTINGS"])
KeyError: 'SETTINGS'`,
    ["Traceback (most recent call last):", "line 12, in main", "KeyError: 'SETTINGS'"],
  ),
  sample(
    "mypy and ruff",
    "pre-commit run --all-files",
    `ruff.....................................................................Failed
- hook id: ruff
app/models.py:7:1: F401 [*] \`os\` imported but unused
Found 1 error.
mypy.....................................................................Failed
app/models.py:44: error: Incompatible return value type (got "None", expected "User")  [return-value]
Found 1 error in 1 file (checked 80 source files)`,
    ["ruff....", "F401", "app/models.py:44: error:", "Found 1 error in 1 file"],
  ),
  sample(
    "rustc",
    "cargo build",
    `   Compiling web v0.1.0 (/home/runner/work/web/web)
error[E0308]: mismatched types
  --> src/server.rs:42:18
   |
42 |     let port: u16 = "8080";
   |               ---   ^^^^^^ expected \`u16\`, found \`&str\`
   |               |
   |               expected due to this

For more information about this error, try \`rustc --explain E0308\`.
error: could not compile \`web\` (bin "web") due to 1 previous error`,
    [
      "error[E0308]: mismatched types",
      "--> src/server.rs:42:18",
      "expected `u16`, found `&str`",
      "error: could not compile",
    ],
  ),
  sample(
    "cargo nextest",
    "cargo nextest run",
    `        PASS [   0.008s] (372/396) web::route matches
        FAIL [   0.041s] (373/396) web::route rejects_double_slash
  stdout ───
    test rejects_double_slash ... FAILED
  stderr ───
    thread 'rejects_double_slash' (2597) panicked at tests/route.rs:17:5:
    assertion \`left == right\` failed
      left: Some("/")
     right: None
     Summary [   9.876s] 396 tests run: 395 passed, 1 failed, 1 skipped
error: test run failed`,
    [
      "FAIL [   0.041s]",
      "panicked at tests/route.rs:17:5",
      "left: Some",
      "right: None",
      "395 passed, 1 failed",
    ],
  ),
  sample(
    "go test",
    "go test ./...",
    `ok  	example.com/web/auth	0.41s
--- FAIL: TestLogin (0.02s)
    --- FAIL: TestLogin/expired_token (0.00s)
        login_test.go:58: got status 200, want 401
FAIL
FAIL	example.com/web/login	0.213s
ok  	example.com/web/store	1.02s
FAIL`,
    [
      "--- FAIL: TestLogin/expired_token",
      "login_test.go:58: got status 200, want 401",
      "FAIL	example.com/web/login",
    ],
  ),
  sample(
    "go build and panic",
    "go vet ./... ; go run .",
    `./main.go:14:2: undefined: handler
panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
main.pick(...)
	/home/runner/work/web/web/pick.go:9
exit status 2`,
    [
      "./main.go:14:2: undefined: handler",
      "panic: runtime error: index out of range",
      "pick.go:9",
      "exit status 2",
    ],
  ),
  sample(
    "tsc and eslint",
    "npm run lint",
    `> web@1.0.0 lint
> tsc && eslint .
src/app.ts(12,5): error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.
/home/runner/work/web/web/src/menu.ts
  8:10  error    'open' is defined but never used  no-unused-vars
✖ 1 problem (1 error, 0 warnings)
npm error Lifecycle script \`lint\` failed with error:
npm error code 1`,
    ["error TS2345", "8:10  error", "✖ 1 problem", "npm error code 1"],
  ),
  sample(
    "biome and prettier",
    "npm run format:check",
    `src/menu.ts:3:7 lint/suspicious/noDoubleEquals ━━━━━━━━━━━━━━━
  × Use === instead of ==.
  > 3 │ if (a == b) {
      │       ^^
Found 1 error.
[warn] src/index.css
[warn] Code style issues found in the above file. Run Prettier with --write to fix.`,
    [
      "lint/suspicious/noDoubleEquals",
      "Use === instead of ==",
      "[warn] src/index.css",
      "Code style issues",
    ],
  ),
  sample(
    "gradle and junit",
    "./gradlew test",
    `> Task :app:test FAILED

CartTest > totalIncludesTax() FAILED
    org.opentest4j.AssertionFailedError: expected: <119> but was: <100>
        at app//com.acme.CartTest.totalIncludesTax(CartTest.java:33)

112 tests completed, 1 failed

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':app:test'.
> There were failing tests. See the report at: file:///home/runner/work/web/web/build/reports/index.html

BUILD FAILED in 41s`,
    [
      "CartTest > totalIncludesTax() FAILED",
      "expected: <119> but was: <100>",
      "CartTest.java:33",
      "112 tests completed, 1 failed",
    ],
  ),
  sample(
    "maven",
    "mvn -B verify",
    `[INFO] Running com.acme.UserTest
[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.3 s <<< FAILURE! -- in com.acme.UserTest
[ERROR] com.acme.UserTest.renames -- Time elapsed: 0.1 s <<< ERROR!
java.lang.NullPointerException: Cannot invoke "String.trim()" because "name" is null
	at com.acme.User.rename(User.java:17)
Caused by: java.io.IOException: disk gone
[INFO] BUILD FAILURE`,
    [
      "UserTest.renames",
      "NullPointerException",
      "User.java:17",
      "Caused by: java.io.IOException",
      "BUILD FAILURE",
    ],
  ),
  sample(
    "rspec",
    "bundle exec rspec",
    `Failures:

  1) Order#total includes shipping
     Failure/Error: expect(order.total).to eq(12)

       expected: 12
            got: 10

     # ./spec/order_spec.rb:14:in 'block (3 levels) in <top (required)>'

92 examples, 1 failure

rspec ./spec/order_spec.rb:12 # Order#total includes shipping`,
    [
      "1) Order#total includes shipping",
      "Failure/Error: expect(order.total)",
      "got: 10",
      "92 examples, 1 failure",
      "rspec ./spec/order_spec.rb:12",
    ],
  ),
  sample(
    "dotnet",
    "dotnet test",
    `/home/runner/work/web/web/Cart.cs(21,13): error CS0103: The name 'tax' does not exist in the current context [/home/runner/work/web/web/Web.csproj]
  Failed Web.Tests.CartTests.Total [12 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 119
Actual:   100
Failed!  - Failed:     1, Passed:    87, Skipped:     0, Total:    88`,
    [
      "error CS0103",
      "Failed Web.Tests.CartTests.Total",
      "Assert.Equal() Failure",
      "Failed!  - Failed:     1",
    ],
  ),
  sample(
    "gcc and make",
    "make -j2",
    `src/list.c: In function 'push':
src/list.c:88:12: error: 'struct list' has no member named 'len'
   88 |   return l->len;
      |           ^~
/usr/bin/ld: build/main.o: undefined reference to \`list_free'
collect2: error: ld returned 1 exit status
make: *** [Makefile:12: build/app] Error 1`,
    [
      "src/list.c:88:12: error:",
      "return l->len;",
      "undefined reference to `list_free'",
      "make: *** [Makefile:12",
    ],
  ),
  sample(
    "docker",
    "docker build .",
    `#9 [4/6] RUN pip install -r requirements.txt
#9 2.31 ERROR: No matching distribution found for acme-sdk==9.9
------
ERROR: failed to solve: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1`,
    ["No matching distribution found for acme-sdk==9.9", "ERROR: failed to solve"],
  ),
  sample(
    "a shell script",
    "./deploy.sh",
    `./deploy.sh: line 12: terraform: command not found
curl: (6) Could not resolve host: registry.example
fatal: unable to access 'https://git.example/': The requested URL returned error: 403
Error: The operation was canceled.`,
    [
      "terraform: command not found",
      "Could not resolve host",
      "fatal: unable to access",
      "Error: The operation was canceled.",
    ],
  ),
  sample(
    "memory",
    "npm run build",
    `<--- Last few GCs --->
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
Aborted (core dumped)`,
    ["JavaScript heap out of memory", "Aborted (core dumped)"],
  ),
  sample(
    "TAP",
    "prove -v t/",
    `ok 1 - loads
not ok 2 - saves
#   Failed test 'saves'
#   at t/save.t line 9.
#          got: 'a'
#     expected: 'b'`,
    ["not ok 2 - saves", "at t/save.t line 9.", "got: 'a'", "expected: 'b'"],
  ),
];
