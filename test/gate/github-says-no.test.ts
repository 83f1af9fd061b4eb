/** What other people and GitHub do to a sound push. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TransientError } from "../../src/errors.ts";
import { BRANCH, startBench } from "./bench.ts";
import type { Bench } from "./bench.ts";

let bench: Bench;
let head: string;
beforeEach(async () => {
  bench = await startBench();
  head = await bench.commit({ "sum.js": "export const sum = (a, b) => a + b;\n" });
});
afterEach(() => bench.close());

const RACE = {
  pushed: false,
  about: "branch",
  says: "Somebody else has pushed to AO's branch meanwhile, so nothing was pushed over it.",
  forAgent: false,
};

describe("a person was faster", () => {
  test("and made the branch", async () => {
    const theirs = await bench.personPushes(BRANCH, { "theirs.txt": "1\n" });

    expect(await bench.push(head)).toEqual(RACE);
    expect(await bench.branch()).toBe(theirs);
  });

  test("and pushed on top of AO's last head", async () => {
    await bench.push(head);
    const theirs = await bench.personPushes(BRANCH, { "theirs.txt": "1\n" });
    const next = await bench.commit({ "docs/guide.md": "# More\n" }, { parents: [head] });

    const pack = await bench.pack(next, [head]);
    expect(await bench.push(next, { from: head, expected: head, pack })).toEqual(RACE);
    expect(await bench.branch()).toBe(theirs);
  });

  test("and deleted the branch", async () => {
    await bench.push(head);
    await bench.server.git("update-ref", "-d", `refs/heads/${BRANCH}`);
    const next = await bench.commit({ "docs/guide.md": "# More\n" }, { parents: [head] });

    const pack = await bench.pack(next, [head, bench.base]);
    // What was pushed once can be fetched by its name for a while.
    expect(await bench.push(next, { from: head, expected: head, pack })).toEqual(RACE);
    expect(await bench.branch()).toBe("");
  });

  test("by the blink of an eye: between the look and the push", async () => {
    const theirs = await bench.personPushes("theirs", { "theirs.txt": "1\n" });
    const quarantine =
      "GIT_QUARANTINE_PATH= GIT_OBJECT_DIRECTORY= GIT_ALTERNATE_OBJECT_DIRECTORIES=";
    await bench.refuseWith(
      "pre-receive",
      `unset ${quarantine.replaceAll("=", "")}\ngit update-ref refs/heads/${BRANCH} ${theirs}`,
    );

    expect(await bench.push(head)).toEqual(RACE);
    expect(await bench.branch()).toBe(theirs);
  });

  test("and pushed this very commit: then all is well", async () => {
    await bench.push(head);

    expect(await bench.push(head, { expected: bench.base })).toMatchObject({ pushed: true });
  });
});

describe("the base is gone", () => {
  test("the branch was renamed", async () => {
    await bench.server.git("update-ref", "refs/heads/trunk", bench.base);
    await bench.server.git("update-ref", "-d", "refs/heads/main");

    expect(await bench.push(head)).toEqual({
      pushed: false,
      about: "repository",
      says: "The branch `main` is gone from GitHub.",
      forAgent: false,
    });
  });

  test("its history was rewritten, and the old one is gone", async () => {
    const from = "1".repeat(40);

    const result = await bench.push(head, { from });

    expect(result).toMatchObject({ forAgent: false });
    expect(result).toHaveProperty("says", expect.stringContaining("`/ao run fresh`"));
  });
});

describe("GitHub refuses", () => {
  const protection = [
    "error: GH013: Repository rule violations found for refs/heads/ao/7-sum.",
    "",
    "- GITHUB PUSH PROTECTION",
    "  Resolve the following violations before pushing again",
    "",
    "  - Push cannot contain secrets",
    "",
    "     —— GitHub Personal Access Token ——————————————",
    "      locations:",
    "        - commit: 1234567890123456789012345678901234567890",
    "          path: config/prod.txt:1",
    "",
    "      (?) To push, remove secret from commit(s) or follow this URL to allow the secret.",
    "      https://github.com/acme/web/security/secret-scanning/unblock-secret/2Zx",
  ];

  test.each([
    [
      "workflow",
      "a workflow, even one of the base branch's",
      [
        "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission",
      ],
      "GitHub lets no App like AO change workflows (`.github/workflows/ci.yml`): merge the newest base branch and leave them as they are there.",
      true,
    ],
    [
      "secret",
      "a secret it knows",
      protection,
      "GitHub found a secret (`config/prod.txt:1`) and takes no push with it: make your new commits anew without it.",
      true,
    ],
    [
      "repository",
      "a protected branch",
      [
        "error: GH006: Protected branch update failed for refs/heads/ao/7-sum.",
        "error: Changes must be made through a pull request.",
      ],
      "The repository's rules refuse the push: Changes must be made through a pull request. Except `ao/*` from them, or push by hand.",
      false,
    ],
    [
      "repository",
      "a ruleset",
      [
        "error: GH013: Repository rule violations found for refs/heads/ao/7-sum.",
        "Review all repository rules at https://github.com/acme/web/rules?ref=refs%2Fheads%2Fao",
        "",
        "- Cannot create ref due to creations being restricted.",
        "- Commit messages must start with a ticket.",
        "",
      ],
      "The repository's rules refuse the push: Cannot create ref due to creations being restricted; Commit messages must start with a ticket. Except `ao/*` from them, or push by hand.",
      false,
    ],
    [
      "repository",
      "commits that are not signed",
      [
        "error: GH013: Repository rule violations found for refs/heads/ao/7-sum.",
        "- Commits must have verified signatures.",
      ],
      "The repository wants signed commits, and GitHub does not take AO's for signed: except `ao/*` from that rule, or push by hand.",
      false,
    ],
    [
      "other",
      "a file that is too large",
      [
        "error: Trace: 0f1c",
        "error: See https://gh.io/lfs for more information.",
        "error: File data/big.bin is 123.00 MB; this exceeds GitHub's file size limit of 100.00 MB",
        "error: GH001: Large files detected. You may want to try Git Large File Storage - https://git-lfs.github.com.",
      ],
      "A file is larger than GitHub takes (100 MB) (`data/big.bin`): leave it out of every new commit.",
      true,
    ],
    [
      "other",
      "a file in Git LFS that it doesn't have",
      ["error: GH008: Your push referenced at least 1 unknown Git LFS object:", "    0123abc"],
      "A new commit points to a file in Git LFS that GitHub doesn't have: leave files that are kept there as they are.",
      true,
    ],
    [
      "repository",
      "by a hook of the company's",
      ["Ticket ACME-1 is closed."],
      "The repository's rules refuse the push: Ticket ACME-1 is closed. Except `ao/*` from them, or push by hand.",
      false,
    ],
  ] as const)("about %s: %s", async (...row) => {
    const [about, , lines, says, forAgent] = row;
    const said = lines.map((line) => `echo '${line.replaceAll("'", String.raw`'\''`)}' >&2`);
    await bench.refuseWith("pre-receive", `${said.join("\n")}\nexit 1`);

    expect(await bench.push(head)).toEqual({ pushed: false, about, says, forAgent });
    expect(await bench.branch()).toBe("");
  });

  test("for now: it answers 502, and it is tried again later", async () => {
    const pack = await bench.pack(head);
    bench.server.breakWith = 502;

    await expect(bench.push(head, { pack })).rejects.toThrow(TransientError);
  });

  test("for now: the token is not known yet", async () => {
    const token = "another";

    await expect(bench.push(head, { token })).rejects.toThrow(TransientError);
  });
});
