import { afterAll, beforeAll, expect, test } from "vitest";
import { startGitHub, type StandIn } from "../stand-in.ts";

const REPOSITORY = "acme/web";
let github: StandIn;

beforeAll(async () => {
  github = await startGitHub({ deliver: false });
  for (const login of ["mira", "jo"]) github.addUser(login);
  github.addUser("ao[bot]", { type: "Bot" });
  await github.addRepository({
    name: REPOSITORY,
    files: {
      "README.md": "web\n",
      ".github/workflows/ci.yml": [
        "on: push",
        "jobs:",
        "  test:",
        "    runs-on: ubuntu-latest",
        "    steps:",
        `      - run: printf '\\033[31m<script>alert(1)</script>\\n'; exit 1`,
      ].join("\n"),
    },
    collaborators: { mira: "write", jo: "write", "ao[bot]": "write" },
  });
});

afterAll(() => github.stop());

async function read(path: string): Promise<string> {
  const response = await fetch(`${github.url}${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  return response.text();
}

/** The page of an issue with this body, without its style. */
async function readIssue(body: string, title = "An issue"): Promise<string> {
  const number = await github.as("mira").openIssue(REPOSITORY, { title, body });
  const page = await read(`/${REPOSITORY}/issues/${number}`);
  return page.replace(/<style>[^]*?<\/style>/, "");
}

test.each([
  ["a script", "<script>alert(1)</script>"],
  ["a script in a comment that ends early", "<!-- --><script>alert(1)</script> -->"],
  ["a tag in a tag", "<scr<script>ipt>alert(1)</scr</script>ipt>"],
  ["an image with a handler", '<img src=x onerror="alert(1)">'],
  ["a kept tag with a handler", "<details open ontoggle=alert(1)><summary>x</summary></details>"],
  ["a link that runs", "[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>"],
  [
    "a link that breaks out",
    '[x](http://a"onmouseover="alert(1)) [y](</acme/"><script>alert(1)</script>>)',
  ],
  ["an image that breaks out", '![x" onerror="alert(1)](http://a/b.png "t\\" onload=\\"alert(1)")'],
  [
    "a code block that breaks out",
    '```"><script>alert(1)\n</code></pre><script>alert(1)</script>\n```',
  ],
  ["a mention that breaks out", '@mira"><script>alert(1)</script> #1"><b onclick=alert(1)>'],
  [
    "a frame and a form",
    "<iframe src=//evil></iframe><form action=//evil><button>x</button></form>",
  ],
])("%s in a body becomes text or nothing", async (_what, body) => {
  const page = await readIssue(body);

  expect(page).not.toMatch(/<(?:script|img|iframe|form|button|object|svg)/i);
  // An attribute of a real tag, not words that look like one.
  expect(page).not.toMatch(/<[a-z][^<>]*["'\s/](?:on\w+|src)\s*=/i);
  expect(page).not.toMatch(/href="(?!\/|data:,)/i);
});

test("titles, labels' names, branches and logins are escaped", async () => {
  const hostile = "<b onclick=alert(1)>'\"&";

  const page = await readIssue("x", hostile);
  const index = await read(`/${REPOSITORY}`);

  for (const text of [page, index]) {
    expect(text).toContain("&lt;b onclick=alert(1)&gt;");
    expect(text).not.toContain("<b onclick");
  }
});

test("hidden comments stay hidden, task lists and code look as on GitHub", async () => {
  const page = await readIssue(
    [
      "Up<!-- secret -->per",
      "line `a<b`",
      "",
      "- [x] done",
      "- [ ] open",
      "",
      "<!-- marker -->",
    ].join("\n"),
  );

  expect(page).toContain("<p>Upper<br>line <code>a&lt;b</code></p>");
  expect(page).toMatch(
    /<li class="task-list-item"><input type="checkbox"[^>]* disabled checked> done/,
  );
  expect(page).toMatch(/<li class="task-list-item"><input type="checkbox"[^>]* disabled> open/);
  expect(page).not.toMatch(/secret|marker/);
});

test("links lead nowhere outside; mentions and numbers outside of code are marked", async () => {
  const page = await readIssue(
    `[doc](https://example.com/x) [here](${github.url}/${REPOSITORY}/issues/1) @mira #1 \`@jo #2\` a@jo.example`,
  );

  expect(page).toContain('<a class="away" title="https://example.com/x">doc</a>');
  expect(page).toContain(`<a href="/${REPOSITORY}/issues/1">here</a>`);
  expect(page).toContain('<strong class="mention">@mira</strong>');
  expect(page).toContain(`<a href="/${REPOSITORY}/issues/1">#1</a>`);
  expect(page).toContain("<code>@jo #2</code>");
  expect(page).not.toContain('<strong class="mention">@jo');
});

test("a bot that mentions a person shows the lock screen's line, without Markdown", async () => {
  const number = await github.as("mira").openIssue(REPOSITORY, { title: "Asked", body: "x" });
  const bot = github.as("ao[bot]");
  await bot.comment(
    REPOSITORY,
    number,
    "<!-- hidden -->\n\n@mira **`unit` is red.** Reply `1`\n\nmore",
  );
  await bot.comment(REPOSITORY, number, "nobody@&#8203;mira is asked, @stranger neither");

  const page = await read(`/${REPOSITORY}/issues/${number}`);

  const notices = [...page.matchAll(/<aside class="lock">([^]*?)<\/aside>/g)].map(
    ([, text]) => text,
  );
  expect(notices).toHaveLength(1);
  expect(notices[0]).toContain("ao[bot] mentioned you");
  expect(notices[0]).toContain("<span>@mira unit is red. Reply 1</span>");
});

test("a pull request shows its branches, commits, reviews and failed checks, and the log behind them", async () => {
  const mira = github.as("mira");
  await mira.pushFiles(REPOSITORY, "fix/<b>", { "a.txt": "a\n" }, "Add <i>a</i>");
  const number = await mira.openPullRequest(REPOSITORY, {
    title: "Add a",
    head: "fix/<b>",
    draft: true,
  });
  await github
    .as("jo")
    .requestChanges(REPOSITORY, number, "Please **not**", [
      { path: "a.txt", line: 1, body: "Why?" },
    ]);
  await github.as("jo").approve(REPOSITORY, number);
  await github.quiet();

  const page = await read(`/${REPOSITORY}/pull/${number}`);

  expect(page).toContain('<span class="state draft">Draft</span>');
  expect(page).toContain('<code class="ref">fix/&lt;b&gt;</code>');
  expect(page).toContain("Add &lt;i&gt;a&lt;/i&gt;");
  expect(page).toContain("requested changes");
  expect(page).toContain("on a.txt line 1");
  expect(page).toContain("approved these changes");
  const check = /href="(\/acme\/web\/runs\/\d+)"/.exec(page)?.[1] ?? "";
  const log = await read(check);
  expect(log).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(log).not.toContain("\u001B");
  expect(log).toMatch(/<div class="error">.*exit code 1/);
  expect(log).not.toContain('http-equiv="refresh"');
});

test("a closed, a merged and a renamed thread say so", async () => {
  const mira = github.as("mira");
  const issue = await mira.openIssue(REPOSITORY, { title: "Old", body: "", labels: ["bug"] });
  await mira.editIssue(REPOSITORY, issue, { title: "New" });
  await mira.closeIssue(REPOSITORY, issue);
  await mira.pushFiles(REPOSITORY, "b", { "b.txt": "b\n" }, "Add b");
  const pull = await mira.openPullRequest(REPOSITORY, {
    title: "Add b",
    body: `Fixes #${issue}`,
    head: "b",
  });
  await github.quiet();
  await mira.mergePullRequest(REPOSITORY, pull);

  const page = await read(`/${REPOSITORY}/issues/${issue}`);

  expect(page).toContain('<span class="state completed">Closed</span>');
  expect(page).toMatch(/changed the title <del>Old<\/del> New/);
  expect(page).toContain("linked a pull request that will close this");
  expect(page).toContain("No description provided.");
  expect(await read(`/${REPOSITORY}/pull/${pull}`)).toContain(
    '<span class="state merged">Merged</span>',
  );
});

test("what no page is for stays a violation, as before there were pages", async () => {
  const before = github.violations.length;

  const answers = await Promise.all(
    ["/nobody/there", `/${REPOSITORY}/issues/9999`, `/${REPOSITORY}/actions/runs/1`].map((path) =>
      fetch(`${github.url}${path}`),
    ),
  );

  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
  expect(github.violations).toHaveLength(before + 3);
});
