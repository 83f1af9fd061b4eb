import { hostname } from "node:os";
import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../runners/config.ts";

const TOKEN = "0123456789abcdef";
const parse = (text: string, environment: Record<string, string> = {}) =>
  parseConfig(text, { file: "runner.yml", environment: { HOME: "/home/mira", ...environment } });

/** The mistakes of a text, joined by lines. */
function mistakesOf(text: string, environment: Record<string, string> = {}): string {
  try {
    parse(text, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.join("\n");
    throw error;
  }
  return "no mistake";
}

test("three lines are enough", () => {
  const config = parse(
    `server: https://ao.example.org/\ntoken: ${TOKEN}\nagents: [claude, codex]\n`,
  );

  expect(config).toEqual({
    server: "https://ao.example.org",
    token: TOKEN,
    name: hostname(),
    directory: "/home/mira/.ao",
    agents: [
      { name: "claude", command: null, env: [] },
      { name: "codex", command: null, env: [] },
    ],
    agentsDirectory: null,
    parallel: 1,
    sandbox: "required",
    drainMs: 60_000,
  });
});

test("the token may come from the environment, agents from a table", () => {
  const config = parse(
    [
      "server: http://127.0.0.1:4000",
      "agents:",
      "  claude:",
      "  mine: { command: [node, agent.js], env: [MY_KEY] }",
      "sandbox: off",
      "drainSeconds: 5",
    ].join("\n"),
    { AO_RUNNER_TOKEN: TOKEN },
  );

  expect(config.token).toBe(TOKEN);
  expect(config.agents).toEqual([
    { name: "claude", command: null, env: [] },
    { name: "mine", command: ["node", "agent.js"], env: ["MY_KEY"] },
  ]);
  expect(config.sandbox).toBe("off");
  expect(config.drainMs).toBe(5_000);
});

test.each([
  ["server: ao.example.org", "runner.yml:1: server: expected the address of the app"],
  ["server: https://x\ntoken: short", "runner.yml:2: token: expected the runner's token"],
  ["server: https://x\nagents: []", "runner.yml:2: agents: expected at least one agent"],
  ["agents: claude", "runner.yml:1: agents: expected a list of agents"],
  ["agents: [claude]\nparalel: 2", "runner.yml:2: paralel: unknown key; did you mean `parallel`?"],
  [
    "agents: [claude]\ncolour: red",
    "runner.yml:2: colour: unknown key; expected one of server, token",
  ],
  ["parallel: many", "runner.yml:1: parallel: expected number"],
  ["\n\nparallel: 0", "runner.yml:3: parallel: expected number to be >=1"],
  ["sandbox: on", "runner.yml:1: sandbox: expected `off` in so many words"],
  ["sandbox: false", "runner.yml:1: sandbox: expected `off` in so many words"],
  ["agents:\n  mine:\n    command: npx thing", "runner.yml:3: agents.mine.command: expected array"],
  ["agents:\n  mine:\n    comand: [a]", "agents.mine.comand: unknown key; did you mean `command`?"],
  [
    "agents:\n  mine:\n    env: [GITHUB_TOKEN]",
    "runner.yml:3: agents.mine.env.0: expected not a GitHub credential",
  ],
  [
    "agents:\n  mine:\n    env: [A-B]",
    "agents.mine.env.0: expected the name of an environment variable",
  ],
  ["server: [", "runner.yml:1: "],
  ["server: https://x\nserver: https://y", "runner.yml:2: Map keys must be unique"],
])("%j says what is wrong and where", (text, expected) => {
  expect(mistakesOf(text, { AO_RUNNER_TOKEN: TOKEN })).toContain(expected);
});

test("an agent AO doesn't know needs a command, and a runner needs a token", () => {
  const mistakes = mistakesOf("server: https://x.example\nagents: [claude, clade]");

  expect(mistakes).toContain("agents.clade: not an agent AO knows (claude, codex, gemini");
  expect(mistakes).toContain("token: expected the runner's token here or in AO_RUNNER_TOKEN");
});

test("all mistakes are told at once", () => {
  expect(mistakesOf("server: 1\nparallel: x\nname: ''\nagents: [claude]").split("\n")).toHaveLength(
    3,
  );
});
