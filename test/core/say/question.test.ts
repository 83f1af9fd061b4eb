/** The one comment that asks a person. It is read on a phone, by somebody who was doing something else. */
import { describe, expect, test } from "vitest";
import { questionText, reminderText } from "../../../src/core/say/question.ts";
import type { Question, WorkItem } from "../../../src/core/work-item.ts";
import {
  attempt,
  attempts,
  diagnosis,
  failedCheck,
  HEAD,
  log,
  questions,
  rules,
  workItem,
} from "../../support/builders.ts";
import { factsOf } from "../../support/markdown-facts.ts";
import { HOSTILE } from "./hostile.ts";

const kinds = Object.values(questions);
const item = workItem({
  attempts: attempts(5),
  spent: { usd: 1.84, tokens: 0, activeMs: 840_000, jobs: 6 },
});

function ask(question: Question, given: Partial<WorkItem> = {}): string {
  return questionText({ ...item, ...given }, question, rules());
}

/** Every foreign text in it tries to break out; every list is longer than a screen. */
const hostile: Question[] = [
  {
    kind: "still_red",
    logs: Array.from({ length: 9 }, () => log({ check: HOSTILE, text: HOSTILE })),
  },
  { kind: "nothing_done", says: HOSTILE.repeat(5) },
  {
    kind: "crashed",
    diagnosis: diagnosis({ says: HOSTILE, lastOutput: HOSTILE.repeat(5), checked: [HOSTILE] }),
  },
  { kind: "push_refused", about: "other", says: HOSTILE },
  {
    kind: "checks_need_you",
    checks: Array.from({ length: 30 }, () =>
      failedCheck({ name: HOSTILE, conclusion: HOSTILE, summary: HOSTILE }),
    ),
  },
  { kind: "cannot_log", checks: [failedCheck({ name: HOSTILE, summary: HOSTILE })], says: HOSTILE },
  { kind: "our_bug", says: HOSTILE },
  { kind: "needs_info", asks: HOSTILE, options: Array.from({ length: 4 }, () => HOSTILE) },
  {
    kind: "cannot_reproduce",
    says: HOSTILE,
    ran: Array.from({ length: 10 }, () => ({ command: HOSTILE, exitCode: 1, output: HOSTILE })),
  },
  { kind: "not_fixed", commit: HEAD, says: HOSTILE },
  {
    kind: "too_big",
    says: HOSTILE,
    parts: Array.from({ length: 10 }, () => ({ title: HOSTILE, why: HOSTILE })),
  },
];
const pestered = {
  attempts: attempts(5).map((one) => ({ ...one, says: HOSTILE })),
};

describe.each(kinds)("$kind", (question) => {
  const text = ask(question);

  test("the lock screen shows who is asked and what about", () => {
    const { firstLine } = factsOf(text);

    expect(firstLine).toMatch(/^@mira \*\*[^\n]*#42[^\n]*[.?]\*\*$/);
    expect(firstLine.length).toBeLessThan(120);
  });

  test("exactly one person is mentioned, once, also when it is asked again", () => {
    expect(factsOf(text).mentions).toEqual(["mira"]);
    expect(factsOf(reminderText(item, question, rules())).mentions).toEqual(["mira"]);
  });

  test("it fits a phone: few lines, no table, and no code of ours wider than 40 characters", () => {
    const { lines, foreign, code } = factsOf(text);

    expect(lines).toBeLessThanOrEqual(16);
    expect(foreign).toEqual([]);
    for (const one of code) expect(one.length).toBeLessThanOrEqual(40);
  });

  test("each option is a reply that can be typed with a thumb, and one of them ends it", () => {
    const options = text.split("\n").filter((line) => line.startsWith("- `/ao "));

    expect(options.length).toBeGreaterThanOrEqual(2);
    expect(options).toContain("- `/ao stop`: end it here, the branch stays");
    expect(text).toContain("Reply with one of:");
  });

  test("it says what waiting costs and what it has cost", () => {
    expect(text).toContain("Nothing runs or costs until you answer. I ask once more in 24 h.");
    expect(text).toContain("$1.84 · 14 min of agent time");
  });

  test("asked again it is shorter, and says that it is the last time", () => {
    const again = reminderText(item, question, rules());

    expect(again.split("\n")[0]).toMatch(/^@mira \*\*Still waiting for you: /);
    expect(factsOf(again).lines).toBeLessThan(factsOf(text).lines);
    expect(again).toContain("Asked 24 h ago. I do not ask again; nothing runs or costs meanwhile.");
  });
});

describe.each(hostile)("$kind, with what others wrote in it", (question) => {
  const text = ask(question, pestered);

  test("mentions nobody else, links and shows nothing, and still fits", () => {
    const { mentions, foreign, lines, firstLine } = factsOf(text);

    expect(mentions).toEqual(["mira"]);
    expect(foreign).toEqual([]);
    expect(lines).toBeLessThanOrEqual(20);
    expect(firstLine).toMatch(/^@mira \*\*/);
    expect(text).not.toMatch(/[\u202E\u{E0041}]/u);
  });

  test("can neither speak to AO nor pass as one of its comments", () => {
    expect(text).not.toMatch(/^\s*\/ao/m);
    expect(text).not.toContain("<!--");
  });
});

describe("still red", () => {
  test("tells the line that matters and each try, newest first", () => {
    const tries = [
      attempt({ headSha: "1".repeat(40), says: "Error: one", fingerprint: "a" }),
      attempt({ headSha: "2".repeat(40), says: "Error: two", fingerprint: "b" }),
    ];
    const text = ask(questions.still_red, { attempts: tries });

    expect(text).toContain("> AssertionError \\[ERR\\_ASSERTION\\]: sum(1, 2)");
    expect(text).toMatch(/- `2222222` Error: two\n- `1111111` Error: one/);
    expect(text).toContain("`test` still red after 2 tries.");
  });

  test("the same error each time is said once", () => {
    const same = attempts(5).map((one) => ({ ...one, fingerprint: "f" }));

    expect(ask(questions.still_red, { attempts: same })).toContain(
      "The same error each time, last on `5555555`.",
    );
  });

  test("counts only the tries since somebody last answered", () => {
    expect(ask(questions.still_red, { attempts: attempts(5), forgiven: 4 })).toContain(
      "after one try.",
    );
  });

  test("of many checks the first two are named", () => {
    const logs = ["lint", "test", "docs", "e2e"].map((check) => log({ check }));

    expect(ask({ kind: "still_red", logs })).toContain("`lint`, `test` and 2 more still red");
  });

  test("without any try in the ledger it still reads well", () => {
    expect(factsOf(ask(questions.still_red, { attempts: [] })).lines).toBeLessThan(16);
  });
});

describe("the rest of the evidence", () => {
  test("of a crash: what happened, and the end of its last output where there is one", () => {
    const lastOutput = Array.from({ length: 40 }, (_unused, at) => `line ${at}`).join("\n");
    const text = ask({ kind: "crashed", diagnosis: diagnosis({ lastOutput }) });

    expect(text).toContain("> line 39");
    expect(text).not.toContain("line 34");
    const quiet = ask({ kind: "crashed", diagnosis: diagnosis({ lastOutput: "" }) });
    expect(quiet).not.toContain("Its last output");
  });

  test("of a question: the agent's own words as a quote, and a number for each option", () => {
    expect(ask(questions.needs_info)).toContain(
      [
        "@mira **The agent has a question about #42.**",
        "",
        String.raw`> Should \`sum\` take strings?`,
        "",
        "Reply with one of:",
        "- `/ao 1`: Yes: convert them",
        "- `/ao 2`: No: throw",
        "- `/ao <your answer>`: your words reach the agent",
      ].join("\n"),
    );
  });

  test("of what can't be reproduced: what was run, how it ended, and the last output", () => {
    const long = `npm test -- ${"x".repeat(60)}`;
    const ran = [
      { command: "npm test", exitCode: 0, output: "1 passed\n" },
      { command: long, exitCode: 2, output: " " },
    ];
    const text = ask({ kind: "cannot_reproduce", says: "It adds.", ran });

    expect(text).toContain(
      `> It adds.\n\n- \`npm test\` → exit 0\n- \`${long.slice(0, 39)}…\` → exit 2\n\nThe last output:\n> 1 passed`,
    );
    const quiet = [{ command: "npm test", exitCode: 0, output: "" }];
    expect(ask({ kind: "cannot_reproduce", says: "It adds.", ran: quiet })).not.toContain("output");
  });

  test("of too much: its parts by number, and how to choose", () => {
    expect(ask(questions.too_big)).toContain(
      "> These are two things.\n\n1. **Add numbers**: It is wrong now.\n2. **Add strings**: Nobody needs it yet.\n",
    );
  });

  test("of a long text its beginning, marked", () => {
    const asks = Array.from({ length: 9 }, (_unused, at) => `line ${at}`).join("\n");

    expect(ask({ kind: "needs_info", asks, options: [] })).toContain("> line 4…\n");
    const wide = ask({ kind: "needs_info", asks: "word ".repeat(150), options: [] });
    expect(wide).toMatch(/word…\n|word ?…/);
  });

  test("of an agent without last words", () => {
    expect(ask({ kind: "nothing_done", says: "" })).toContain("> (none)");
  });

  test("of a check that waits for a person, with what it says of itself", () => {
    const checks = [failedCheck({ conclusion: "action_required", summary: "Approve to deploy" })];

    expect(ask({ kind: "checks_need_you", checks })).toContain(
      "- `test` action\\_required: Approve to deploy",
    );
    expect(ask(questions.checks_need_you)).toContain("I see that by myself");
  });
});
