/**
 * The operator's file, `runner.yml`, read into a `RunnerConfig`. Every mistake names the file, the line, the key and what
 * is expected; all of them at once.
 */
import { homedir, hostname } from "node:os";
import path from "node:path";
import { distance } from "fastest-levenshtein";
import { type Document, isCollection, isNode, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { knownAgents } from "./agents/known.ts";

/** An agent that may be started here. `command` null means: as `agents/known.ts` says. */
export type AgentChoice = { name: string; command: string[] | null; env: string[] };
export type RunnerConfig = {
  /** Without a slash at the end. */ server: string;
  token: string;
  name: string;
  /** Absolute. Mirrors, worktrees and agents' homes live below it. */ directory: string;
  /** First choice first. */ agents: AgentChoice[];
  /** Where agents' npm packages are installed, besides PATH. */ agentsDirectory: string | null;
  parallel: number;
  sandbox: "off" | "required";
  /** How long running jobs may go on after SIGTERM. */ drainMs: number;
};

/** What the file was read from, for messages and for what it leaves out. */
export type ConfigSource = {
  file: string;
  environment: Readonly<Record<string, string | undefined>>;
};

/** `mistakes` are whole lines for the operator, each `file:line: key: what is expected`. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(mistakes.join("\n"));
    this.mistakes = mistakes;
  }
}

const agentName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
  error: "a name of small letters, digits, dots and dashes",
});
const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "the name of an environment variable" })
  .refine((name) => !isGitHubCredential(name), {
    error: "not a GitHub credential: an agent never gets one, AO pushes for it",
  });
const agentSettings = z.strictObject(
  {
    command: z.array(z.string().min(1)).min(1).optional(),
    env: z.array(environmentName).max(100).default([]),
  },
  { error: "expected `command: [program, argument, …]` and `env: [NAME, …]`" },
);
const File = z.strictObject({
  server: z.url({
    protocol: /^https?$/,
    error: "the address of the app, such as https://ao.example.org",
  }),
  token: z.string().min(16, { error: "the runner's token, at least 16 characters" }).optional(),
  name: z.string().min(1).max(100).optional(),
  directory: z.string().min(1).default("~/.ao"),
  agents: z.union(
    [
      z.array(agentName).min(1, { error: "at least one agent, such as [claude]" }),
      z
        .record(agentName, agentSettings.nullable())
        .refine((table) => Object.keys(table).length > 0),
    ],
    { error: "a list of agents such as [claude, codex], or a table of name: { command: [...] }" },
  ),
  agentsDirectory: z.string().min(1).optional(),
  parallel: z.number().int().min(1).max(64).default(1),
  sandbox: z.literal("off", { error: "`off` in so many words, or no such line" }).optional(),
  drainSeconds: z.number().int().min(0).max(3_600).default(60),
});

/**
 * Reads the text of a `runner.yml`.
 * @throws {ConfigError} with every mistake found
 */
export function parseConfig(text: string, source: ConfigSource): RunnerConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) => {
        const says = error.message.split("\n", 1)[0] ?? "not YAML";
        return `${source.file}:${lines.linePos(error.pos[0]).line}: ${says}`;
      }),
    );
  }
  const read = File.safeParse(document.toJS({ maxAliasCount: 10 }) ?? {});
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.flatMap((issue) => describeIssue(issue, { document, lines, source })),
    );
  }
  return finishConfig(read.data, source);
}

/** True for variables that usually hold a GitHub or AO credential. */
function isGitHubCredential(name: string): boolean {
  return (
    /^(GH|GITHUB)_/i.test(name) || /^AO_/i.test(name) || /^(GIT_ASKPASS|SSH_AUTH_SOCK)$/i.test(name)
  );
}

function finishConfig(file: z.infer<typeof File>, source: ConfigSource): RunnerConfig {
  const token = file.token ?? source.environment["AO_RUNNER_TOKEN"];
  const agents = Array.isArray(file.agents)
    ? file.agents.map((name) => ({ name, command: null, env: [] }))
    : Object.entries(file.agents).map(([name, settings]) => ({
        name,
        command: settings?.command ?? null,
        env: settings?.env ?? [],
      }));
  const mistakes = agents
    .filter((agent) => agent.command === null && knownAgents[agent.name] === undefined)
    .map((agent) => `${source.file}: agents.${agent.name}: ${sayKnownAgents()}`);
  if (token === undefined || token === "") {
    mistakes.push(
      `${source.file}: token: expected the runner's token here or in AO_RUNNER_TOKEN (the app shows it once)`,
    );
  }
  if (token === undefined || mistakes.length > 0) throw new ConfigError(mistakes);
  return {
    server: file.server.replace(/\/+$/, ""),
    token,
    name: file.name ?? hostname(),
    directory: resolveHome(file.directory, source),
    agents,
    agentsDirectory:
      file.agentsDirectory === undefined ? null : resolveHome(file.agentsDirectory, source),
    parallel: file.parallel,
    sandbox: file.sandbox ?? "required",
    drainMs: file.drainSeconds * 1_000,
  };
}

function sayKnownAgents(): string {
  const names = Object.keys(knownAgents);
  return `not an agent AO knows (${names.join(", ")}); give it a command: [program, argument, …]`;
}

/** `~` is the operator's home; anything else counts from where the daemon was started. */
function resolveHome(folder: string, source: ConfigSource): string {
  if (folder !== "~" && !folder.startsWith("~/")) return path.resolve(folder);
  return path.join(source.environment["HOME"] ?? homedir(), folder.slice(1));
}

type Place = { document: Document; lines: LineCounter; source: ConfigSource };

function describeIssue(issue: z.core.$ZodIssue, place: Place): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const where = [...issue.path, key];
      return `${locate(where, place)}: unknown key${nearestKey(key, issue.path)}`;
    });
  }
  if (issue.code === "invalid_union") {
    // The branch that got further than the shape itself knows better what is wrong.
    const deeper = issue.errors.flat().filter((inner) => inner.path.length > 0);
    if (deeper.length > 0) {
      return deeper.flatMap((inner) =>
        describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, place),
      );
    }
  }
  if (issue.code === "invalid_key") {
    const says = issue.issues.map((inner) => inner.message).join("; ");
    return [`${locate(issue.path, place)}: expected ${says}`];
  }
  return [`${locate(issue.path, place)}: ${sayExpected(issue)}`];
}

function sayExpected(issue: z.core.$ZodIssue): string {
  const says = issue.message.replace(/^(Invalid input: |Too (big|small): )/, "");
  return says.startsWith("expected") ? says : `expected ${says}`;
}

/** `file:line: key`; the line of the nearest enclosing value when the key itself is missing. */
function locate(where: readonly PropertyKey[], { document, lines, source }: Place): string {
  const key = where.map(String).join(".");
  for (let length = where.length; length > 0; length -= 1) {
    const node = document.getIn(where.slice(0, length), true);
    if (isNode(node) && node.range) {
      // A table starts at its first key, one line below its own name.
      const shift = isCollection(node) && node.flow !== true ? -1 : 0;
      const { line } = lines.linePos(node.range[0]);
      return `${source.file}:${Math.max(1, line + shift)}: ${key}`;
    }
  }
  return `${source.file}: ${key}`;
}

function nearestKey(key: string, within: readonly PropertyKey[]): string {
  const keys = Object.keys(within.length === 0 ? File.shape : agentSettings.shape);
  const nearest = keys.toSorted((a, b) => distance(a, key) - distance(b, key))[0] ?? "";
  if (distance(nearest, key) <= 2) return `; did you mean \`${nearest}\`?`;
  return `; expected one of ${keys.join(", ")}`;
}
