/** The operator's environment. The app refuses to start on a mistake and names every variable and what it expects. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Limits } from "./core/policy.ts";
import type { Timing } from "./core/work-item.ts";

export interface Config {
  appId: number;
  privateKey: string;
  /** The first signs now; a second one is accepted while it is rotated. */
  webhookSecrets: [string, ...string[]];
  githubUrl: string;
  runnerToken: string;
  databaseUrl: string;
  databaseToken: string | undefined;
  host: string;
  port: number;
  limits: Limits;
  timing: Timing;
}

/** The operator can mend it: `message` is for the terminal as it stands. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const WEAK = /^(development|secret|changeme|password|test)$/i;
const secret = (what: string, minChars = 16): z.ZodString =>
  z
    .string({ error: what })
    .min(minChars, what)
    .refine((value) => !WEAK.test(value), what);
const number = (fallback: number, what: string): z.ZodType<number> =>
  z.coerce.number({ error: what }).positive(what).default(fallback);
const seconds = (fallback: number, what: string): z.ZodType<number> =>
  number(fallback, what).transform((value) => Math.round(value * 1_000)) as z.ZodType<number>;

const Environment = z.object({
  APP_ID: z.coerce
    .number({ error: "the App's number" })
    .int()
    .positive("the App's number, as its settings page shows it"),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: secret(
    "a random secret of at least 16 characters, the same as in the App's settings",
  ),
  WEBHOOK_SECRET_PREVIOUS: secret(
    "the secret that is being replaced, at least 16 characters",
  ).optional(),
  AO_RUNNER_TOKEN: secret(
    "a random secret of at least 32 characters that runners show: openssl rand -hex 32",
    32,
  ),
  GITHUB_URL: z.url("an address such as https://github.com").default("https://github.com"),
  DATABASE_URL: z
    .string()
    .regex(/^(file|https?|libsql|wss?):/, "file:/var/lib/ao/ao.db, or a libSQL server's address")
    .default("file:ao.db"),
  DATABASE_TOKEN: z.string().optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce
    .number({ error: "a port number" })
    .int()
    .min(0)
    .max(65_535, "a port number")
    .default(3000),
  AO_PARALLEL: number(2, "how many work items run at once in a repository"),
  AO_BUDGET_ISSUE: number(5, "US dollars an issue may cost"),
  AO_BUDGET_DAY: number(20, "US dollars a repository may cost in a day"),
  AO_ATTEMPTS: number(5, "tries at red checks before a person is asked"),
  AO_QUIET_SECONDS: seconds(20, "seconds without a change until checks count as settled"),
  AO_NO_CHECKS_SECONDS: seconds(
    180,
    "seconds after a push until a commit without checks counts as having none",
  ),
  AO_POLL_SECONDS: seconds(60, "seconds between readings of checks while no webhook comes"),
  AO_UNCLAIMED_SECONDS: seconds(
    600,
    "seconds until a job that no runner takes is told to its requester",
  ),
  AO_STUCK_SECONDS: seconds(
    7_200,
    "seconds until a check that runs without any change is told to a person",
  ),
  AO_STATUS_SECONDS: seconds(15, "seconds between two edits of a status comment"),
  AO_REMIND_SECONDS: seconds(43_200, "seconds until a question is asked once more"),
});

/** @throws {ConfigError} naming each variable that is missing or wrong */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(withoutEmpty(environment));
  const problems = parsed.success ? [] : parsed.error.issues.map(sayProblem);
  const key = readPrivateKey(environment);
  if ("problem" in key) problems.push(key.problem);
  if (!parsed.success || "problem" in key) {
    throw new ConfigError(
      [
        "AO can't start. These settings are missing or wrong:",
        ...problems.map((one) => `  ${one}`),
      ].join("\n"),
    );
  }
  const read = parsed.data;
  const previous = read.WEBHOOK_SECRET_PREVIOUS;
  return {
    appId: read.APP_ID,
    privateKey: key.pem,
    webhookSecrets: [read.WEBHOOK_SECRET, ...(previous === undefined ? [] : [previous])],
    githubUrl: read.GITHUB_URL.replace(/\/+$/, ""),
    runnerToken: read.AO_RUNNER_TOKEN,
    databaseUrl: read.DATABASE_URL,
    databaseToken: read.DATABASE_TOKEN,
    host: read.HOST,
    port: read.PORT,
    limits: {
      parallel: read.AO_PARALLEL,
      budgetIssueUsd: read.AO_BUDGET_ISSUE,
      budgetDayUsd: read.AO_BUDGET_DAY,
      attempts: read.AO_ATTEMPTS,
    },
    timing: {
      quietMs: read.AO_QUIET_SECONDS,
      noChecksMs: read.AO_NO_CHECKS_SECONDS,
      pollMs: read.AO_POLL_SECONDS,
      unclaimedMs: read.AO_UNCLAIMED_SECONDS,
      remindMs: read.AO_REMIND_SECONDS,
      stopMs: 30_000,
      stuckMs: read.AO_STUCK_SECONDS,
      statusMs: read.AO_STATUS_SECONDS,
    },
  };
}

function withoutEmpty(environment: Record<string, string | undefined>): Record<string, string> {
  const set = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  return Object.fromEntries(set);
}

function sayProblem(issue: z.core.$ZodIssue): string {
  return `${String(issue.path[0])}: ${issue.message}`;
}

function readPrivateKey(
  environment: Record<string, string | undefined>,
): { pem: string } | { problem: string } {
  const inline = environment["PRIVATE_KEY"];
  const path = environment["PRIVATE_KEY_PATH"];
  if ((inline ?? "") === "" && (path ?? "") === "") {
    return {
      problem:
        "PRIVATE_KEY_PATH: the file with the App's private key (.pem), or PRIVATE_KEY: the key itself",
    };
  }
  let pem = (inline ?? "").replaceAll("\\n", "\n");
  if (pem === "" && path !== undefined) {
    try {
      pem = readFileSync(path, "utf8");
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      return { problem: `PRIVATE_KEY_PATH: ${path} can't be read (${says})` };
    }
  }
  if (!/-----BEGIN (RSA )?PRIVATE KEY-----/.test(pem)) {
    return {
      problem: "PRIVATE_KEY_PATH: a PEM file that begins with -----BEGIN RSA PRIVATE KEY-----",
    };
  }
  return { pem };
}
