/** The repository's own rules, read before the first commit, and the pull request as the product. */
import { execa } from "execa";
import { expect, test } from "vitest";
import { FILES, fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";
import { readConversations } from "../support/agent.ts";
import { HOSTILE } from "../core/say/hostile.ts";
import { factsOf } from "../support/markdown-facts.ts";

async function untilReady(ao: Ao, title = "sum subtracts"): Promise<number> {
  const number = await ao.openIssue(title);
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  await ao.untilState(number, "in_review", 40_000);
  await ao.github.quiet();
  return number;
}

async function firstPrompt(ao: Ao, number: number): Promise<string> {
  const item = await ao.item(number);
  const home = `${ao.directory}/attic-1/homes/${String(item?.workspace)}`;
  const [conversation] = await readConversations(home);
  return conversation?.prompts[0]?.text ?? "";
}

test("the repository writes Conventional Commits → the agent is told before its first commit, and the pull request's title is one", async () => {
  await story(
    async (ao) => {
      const number = await untilReady(ao, "Sum subtracts");

      expect(await firstPrompt(ao, number)).toContain("Conventional Commits");
      expect(ao.pull().title).toBe("fix: sum subtracts");
    },
    { files: { ...FILES, "commitlint.config.js": "export default {};\n" } },
  );
});

test("the agent commits in the repository's way → its words are the title", async () => {
  await story(
    async (ao) => {
      const message = "fix(sum): add instead of subtracting";
      await ao.script({ turns: [{ when: "", steps: [{ ...fixSum(), message }] }] });
      await untilReady(ao);

      expect(ao.pull().title).toBe(message);
    },
    { files: { ...FILES, ".github/semantic.yml": "titleOnly: true\n" } },
  );
});

test("a pull request template → its headings are below AO's words, filled where AO knows, no box ticked, and the agent has read it", async () => {
  const template = "<!-- Thank you! -->\n## What\n\n## Tests\n\n- [x] I have read CONTRIBUTING\n";
  await story(
    async (ao) => {
      await ao.script({
        turns: [{ when: "", steps: [fixSum(), { do: "say", text: "`sum` adds now." }] }],
      });
      const number = await untilReady(ao);

      await ao.until(() => ao.pull().body?.includes("1 check green"));
      expect(ao.pull().body).toContain(
        "\n---\n\n## What\n\n\\`sum\\` adds now.\n\n## Tests\n\n- [ ] I have read CONTRIBUTING",
      );
      expect(await firstPrompt(ao, number)).toContain("## Tests");
    },
    { files: { ...FILES, ".github/PULL_REQUEST_TEMPLATE.md": template } },
  );
});

test("CI leaves out drafts → the pull request is a normal one from the start, and its checks count", async () => {
  const workflow = (FILES[".github/workflows/ci.yml"] ?? "")
    .replace("on: [push]", "on: [pull_request]")
    .replace("    runs-on", "    if: github.event.pull_request.draft == false\n    runs-on");
  await story(
    async (ao) => {
      await untilReady(ao);

      // Only GraphQL takes a draft away.
      expect(ao.github.requests.filter((one) => one.path.endsWith("/graphql"))).toEqual([]);
      await ao.until(() => ao.pull().body?.includes("1 check green"));
    },
    { files: { ...FILES, ".github/workflows/ci.yml": workflow } },
  );
});

test("the agent says what failed before, what to look at and what is not done → the pull request does, with the checks and what it cost", async () => {
  await story(async (ao) => {
    const says = [
      "`sum` adds now. It took the wrong operator.",
      "Before: sum(1, 2) gave -1",
      "- **Please look at:** sum.js line 1",
      "Not done: other operators",
    ].join("\n");
    await ao.script({
      turns: [{ when: "", steps: [fixSum(), { do: "say", text: says }] }],
    });
    const number = await untilReady(ao);

    await ao.until(() => ao.pull().body?.includes("1 check green"));
    const lines = (ao.pull().body ?? "").split("\n");
    expect(lines[0]).toBe(`**\\\`sum\\\` adds now.** Fixes #${number}`);
    expect(lines).toContain("> It took the wrong operator.");
    expect(lines).toContain("- Before: sum(1, 2) gave -1. Now the checks pass");
    expect(lines).toContain("- 1 file, +1 −1");
    expect(lines).toContain("- **Please look at** sum.js line 1");
    expect(lines).toContain("- Not done: other operators");
    expect(lines.at(-2)).toMatch(/^1 try · .* · scripted, for mira$/);
    expect(lines.length).toBeLessThanOrEqual(15);
  });
});

test("words, commits and a template that mention, close and link → nobody is told, nothing else is closed", async () => {
  const hostile = `${HOSTILE}\n${"x".repeat(10_000)}`;
  await story(
    async (ao) => {
      const words = HOSTILE.split("\n").flatMap((line) => [line, `Not done: ${line}`]);
      await ao.script({
        turns: [
          {
            when: "",
            steps: [
              { ...fixSum(), message: `fix: @everyone ${HOSTILE.replaceAll("closes", "see")}` },
              { do: "say", text: words.join("\n") },
            ],
          },
        ],
      });
      const number = await untilReady(ao);

      await ao.until(() => ao.pull().body?.includes("1 check green"));
      const { title, body } = ao.pull();
      expect(title).toMatch(/^fix: everyone everyone acme/);
      const { mentions, references } = factsOf(body ?? "");
      expect({ mentions, references: new Set(references) }).toEqual({
        mentions: [],
        references: new Set([`#${number}`]),
      });
    },
    {
      files: {
        ...FILES,
        "pull_request_template.md": hostile,
        "commitlint.config.js": "export default {};\n",
      },
    },
  );
});

test("a commit would close another issue → it is not pushed, the agent words it anew, and a merge closes only the one asked for", async () => {
  await story(async (ao) => {
    const other = await ao.openIssue("another one");
    const anew = ["git", "commit", "--amend", "--message", "Add instead of subtracting"];
    await ao.script({
      turns: [
        { when: `would close`, steps: [{ do: "run", command: anew }] },
        { when: "", steps: [{ ...fixSum(), message: `Add, fixes #${other}` }] },
      ],
    });
    const number = await untilReady(ao);

    await ao.github.as("mira").mergePullRequest(REPOSITORY, ao.pull().number);
    await ao.untilState(number, "done");

    expect(ao.issue(number).state).toBe("closed");
    expect(ao.issue(other).state).toBe("open");
  });
});

test("the DCO check is set up → every commit is signed off by its author, also those the agent forgot, and the agent was told", async () => {
  await story(
    async (ao) => {
      const forgotten = { ...fixSum(), message: "Add instead of subtracting" };
      const own = ["git", "commit", "--allow-empty", "--signoff", "--message", "Say so"];
      await ao.script({ turns: [{ when: "", steps: [{ do: "run", command: own }, forgotten] }] });
      const number = await untilReady(ao);

      const messages = await logOf(ao, "%an <%ae>%n%B");
      for (const message of messages) {
        const [author = ""] = message.split("\n");
        expect(message).toContain(`\nSigned-off-by: ${author}`);
      }
      expect(messages).toHaveLength(2);
      expect(await firstPrompt(ao, number)).toContain("Sign off every commit");
    },
    { files: { ...FILES, ".github/dco.yml": "require:\n  members: true\n" } },
  );
});

test("signed commits are wanted → GitHub signs each, and the red check's fix goes on top of them in the same conversation", async () => {
  await story(async (ao) => {
    ao.github.settings(REPOSITORY).ruleset("ao/**", { signatures: true });
    await ao.script({
      turns: [
        { when: "The checks of your commit", steps: [fixSum()] },
        {
          when: "",
          steps: [
            { do: "commit", message: "Begin", files: { ".gitignore": "cache\n" } },
            fixSum("export const sum = (a, b) => a * b;\n"),
          ],
        },
      ],
    });
    const number = await untilReady(ao);

    const item = await ao.item(number);
    expect(item?.attempts).toHaveLength(1);
    expect(await logOf(ao, "%cn: %s")).toEqual([
      "GitHub: Add instead of subtracting",
      "GitHub: Add instead of subtracting",
      "GitHub: Begin",
    ]);
    const home = `${ao.directory}/attic-1/homes/${String(item?.workspace)}`;
    expect(await readConversations(home)).toHaveLength(1);
  });
});

test("signed commits are wanted by a protection no App may see → GitHub's refusal tells it, and the work is pushed all the same", async () => {
  await story(async (ao) => {
    ao.github.settings(REPOSITORY).protect("ao/*", { signatures: true });
    const number = await untilReady(ao);

    expect((await ao.item(number))?.conventions?.signed).toBe(true);
    expect(await logOf(ao, "%cn")).toEqual(["GitHub"]);
  });
});

test("the default branch is `trunk` → the work begins there, and the pull request goes there", async () => {
  await story(async (ao) => {
    await ao.github.settings(REPOSITORY).renameBranch("main", "trunk");
    await untilReady(ao);

    expect(ao.pull().base.ref).toBe("trunk");
  });
});

/** AO's commits on its branch, newest first. */
async function logOf(ao: Ao, format: string): Promise<string[]> {
  const { directory } = ao.github.git(REPOSITORY);
  const { head, base } = ao.pull();
  const args = ["log", "--topo-order", `--format=${format}%x00`, head.ref, `^${base.ref}`];
  const { stdout } = await execa("git", args, { cwd: directory });
  return stdout
    .split("\0")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
