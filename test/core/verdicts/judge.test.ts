/** Why a check is red: one sample of what each cause looks like, from the words of the tools themselves. */
import { describe, expect, test } from "vitest";
import { NO_MEMORY } from "../../../src/core/ci-memory.ts";
import { fingerprint } from "../../../src/core/ci-log.ts";
import { externalKind } from "../../../src/core/verdicts/external.ts";
import { judge } from "../../../src/core/verdicts/judge.ts";
import type { About, Cause } from "../../../src/core/verdicts/judge.ts";
import type { Evidence } from "../../../src/core/work-item.ts";
import {
  baseCheck,
  evidence,
  failedCheck,
  HEAD,
  log,
  NOW,
  rerunOf,
} from "../../support/builders.ts";

const about: About = { headSha: HEAD, ci: NO_MEMORY, flaky: [] };

function causeOf(given: Evidence, more: Partial<About> = {}): Cause {
  return judge(given, { ...about, ...more }).cause;
}

function says(text: string, conclusion = "failure"): Evidence {
  return evidence({ check: failedCheck({ conclusion }), log: log({ text }) });
}

describe("what the log says", () => {
  test.each<[Cause, string]>([
    ["real", "AssertionError [ERR_ASSERTION]: sum(1, 2)"],
    ["real", "src/a.ts(3,1): error TS2345: Argument of type 'string' is not assignable"],
    ["real", 'npm error Missing script: "build"'],
    ["real", "Process completed with exit code 1."],

    ["infra", "The hosted runner lost communication with the server. Anything in your workflow…"],
    ["infra", "##[error]The runner has received a shutdown signal. This can happen when…"],
    ["infra", "write /tmp/x: no space left on device"],
    ["infra", "The job was not acquired by Runner of type hosted even after multiple attempts"],
    ["infra", "##[error]Failed to download action 'https://api.github.com/repos/actions/checkout'"],
    ["infra", "npm error code ECONNRESET"],
    ["infra", "npm ERR! network request to https://registry.npmjs.org/left-pad failed"],
    ["infra", "npm error code E503"],
    ["infra", " ERR_PNPM_META_FETCH_FAIL  GET https://registry.npmjs.org/x: request failed"],
    [
      "infra",
      "fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com",
    ],
    ["infra", "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502"],
    ["infra", "E: Failed to fetch http://archive.ubuntu.com/ubuntu/pool/x.deb  503"],
    ["infra", "toomanyrequests: You have reached your pull rate limit."],
    ["infra", 'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout'],
    ["infra", "curl: (28) Operation timed out after 300000 milliseconds"],
    ["infra", "warning: spurious network error (3 tries remaining): [35] SSL connect error"],
    ["infra", "Could not transfer artifact org.x:y:jar:1.0 from central: Connection reset"],

    ["needs_secrets", "##[error]Input required and not supplied: token"],
    ["needs_secrets", "RequestError: Resource not accessible by integration"],
    ["needs_secrets", "Error: secret SENTRY_AUTH is not set"],
    ["needs_secrets", "NPM_TOKEN is missing"],
    ["needs_secrets", "Missing required environment variable STRIPE_API_KEY"],
    ["needs_secrets", "npm error code E401"],
    ["needs_secrets", "GET https://npm.pkg.github.com/@acme%2fui: 403 Forbidden"],
    ["needs_secrets", "Error response from daemon: pull access denied for acme/base"],
    ["needs_secrets", "fatal: could not read Username for 'https://github.com': No such device"],

    ["flaky", "Error: test timeout of 30000ms exceeded."],
    ["flaky", "Error: read ECONNRESET"],
    ["flaky", "connect ECONNREFUSED 127.0.0.1:5432"],
    ["flaky", "Error: listen EADDRINUSE: address already in use :::3000"],
    ["flaky", "context deadline exceeded"],
    ["flaky", 'thrown: "Exceeded timeout of 5000 ms for a test."'],
    ["flaky", "TimeoutError: locator.click: Timeout 30000ms exceeded."],
  ])("%s: %s", (cause, text) => {
    expect(causeOf(says(text))).toBe(cause);
  });

  test("a test that only speaks of such things is about the code", () => {
    const text = "AssertionError: expected 200, got 503 Service Unavailable";

    expect(causeOf(says(text))).toBe("real");
    expect(causeOf(says("--- FAIL: TestLogin\n    API_KEY is missing in the answer"))).toBe("real");
  });

  test("a runner that was lost in the middle of a failing test was lost", () => {
    const text = "AssertionError: sum\nThe runner has received a shutdown signal.";

    expect(judge(says(text), about)).toMatchObject({
      cause: "infra",
      says: "The runner has received a shutdown signal.",
    });
  });

  test("the command that Actions shows says nothing of how it went", () => {
    const command = [
      "##[group]Run if ! deploy; then",
      'echo "DEPLOY_TOKEN is not set"',
      "##[endgroup]",
      "AssertionError: sum(1, 2)",
    ];

    expect(judge(says(command.join("\n")), about)).toMatchObject({
      cause: "real",
      says: "AssertionError: sum(1, 2)",
    });
    expect(causeOf(says(command.slice(0, 2).join("\n")))).toBe("needs_secrets");
    expect(causeOf(says("##[group]Run npm ci # DEPLOY_TOKEN is missing"))).toBe("needs_secrets");
  });

  test("a log of one endless line is read in no time", () => {
    expect(causeOf(says(`registry.${"a".repeat(400_000)}`))).toBe("real");
  });
});

describe("how it ended", () => {
  test.each<[string, Cause]>([
    ["cancelled", "infra"],
    ["stale", "infra"],
    ["timed_out", "flaky"],
    ["failure", "real"],
    ["startup_failure", "real"],
  ])("%s: %s", (conclusion, cause) => {
    expect(causeOf(says("it ended", conclusion))).toBe(cause);
  });
});

describe("what may pass the next time", () => {
  const slow = says("Error: test timeout of 5000ms exceeded");

  test("is tried once per head and check, and is real then", () => {
    const ci = { ...NO_MEMORY, reruns: [rerunOf()] };

    expect(causeOf(slow, { ci })).toBe("real");
    expect(causeOf(slow, { ci: { ...ci, reruns: [rerunOf({ check: "lint" })] } })).toBe("flaky");
    expect(causeOf(slow, { ci: { ...ci, reruns: [rerunOf({ why: "infra" })] } })).toBe("flaky");
    expect(causeOf(slow, { ci, headSha: "another" })).toBe("flaky");
  });

  test("is real where nothing can be run again", () => {
    expect(causeOf({ ...slow, check: failedCheck({ jobId: null }) })).toBe("real");
  });

  test("is what went away by itself in this repository before", () => {
    const known = { check: "test", says: "sum", fingerprint: "f9", at: NOW };

    expect(causeOf(evidence(), { flaky: [known] })).toBe("flaky");
    expect(causeOf(evidence(), { flaky: [{ ...known, check: "lint" }] })).toBe("real");
    expect(causeOf(evidence(), { flaky: [{ ...known, fingerprint: "f8" }] })).toBe("real");
    expect(causeOf(evidence({ log: null }), { flaky: [known] })).toBe("real");
  });
});

describe("what the base says", () => {
  test.each<[string, Evidence, Cause]>([
    ["the same", evidence({ base: baseCheck() }), "base_red"],
    ["something else", evidence({ base: baseCheck({ fingerprint: "f8" }) }), "real"],
    ["nothing, since it is green", evidence({ base: baseCheck({ isRed: false }) }), "real"],
    [
      "red as well, and neither says why",
      evidence({ log: null, base: baseCheck({ fingerprint: null }) }),
      "base_red",
    ],
    ["red as well, and only it says why", evidence({ log: null, base: baseCheck() }), "real"],
    [
      "the same description",
      evidence({
        check: failedCheck({ jobId: null, summary: "Build failed" }),
        log: null,
        base: baseCheck({ fingerprint: fingerprint("Build failed") }),
      }),
      "base_red",
    ],
  ])("%s", (_what, given, cause) => {
    expect(causeOf(given)).toBe(cause);
  });

  test("no matter, once a person has said to mend it here", () => {
    const ci = { ...NO_MEMORY, mendsBase: true };

    expect(judge(evidence({ base: baseCheck() }), { ...about, ci }).cause).toBe("real");
  });
});

describe("checks that are not about the code", () => {
  test.each([
    ["license/cla", "signature"],
    ["EasyCLA", "signature"],
    ["CLA Assistant Lite", "signature"],
    ["DCO", "signature"],
    ["netlify/web/deploy-preview", "preview"],
    ["Vercel – docs", "preview"],
    ["Cloudflare Pages", "preview"],
    ["codecov/patch", "coverage"],
    ["coverage/coveralls", "coverage"],
    ["FOSSA", "licences"],
    ["license/snyk (acme)", "licences"],
    ["SonarCloud Code Analysis", "quality"],
    ["Codacy Static Code Analysis", "quality"],
    ["Mergify — Summary", "queue"],
    ["buildkite/web", null],
    ["ci/circleci: coverage", null],
    ["continuous-integration/jenkins/pr-merge", null],
    ["test", null],
    ["classes", null],
  ])("%s: %s", (name, kind) => {
    expect(externalKind({ name, isJob: false })).toBe(kind);
  });

  test("a job of a workflow is about the code whatever its name, but for a signature", () => {
    expect(externalKind({ name: "coverage", isJob: true })).toBeNull();
    expect(externalKind({ name: "deploy preview", isJob: true })).toBeNull();
    expect(externalKind({ name: "CLAAssistant", isJob: true })).toBe("signature");
  });

  test("one that is required: a signature is a person's, a report is the agent's", () => {
    const red = { jobId: null, summary: "it is red" };
    const cla = failedCheck({ ...red, name: "license/cla" });
    const coverage = failedCheck({ ...red, name: "codecov/patch" });

    expect(causeOf(evidence({ check: cla, log: null }))).toBe("signature");
    expect(causeOf(evidence({ check: coverage, log: null }))).toBe("real");
  });
});
