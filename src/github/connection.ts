/**
 * How AO reaches GitHub: Probot carries the App (its key, its tokens), one Octokit per installation is kept,
 * and every error becomes one of ours. Octokit's own throttle and retries are off: they hide waiting, and Probot's
 * default makes all installations share one queue. `perform` paces and retries where it can be seen.
 */
import { Probot, ProbotOctokit } from "probot";
import { z } from "zod";
import { RefusedError, TransientError } from "../errors.ts";

export interface ConnectionOptions {
  appId: number;
  /** PEM. */
  privateKey: string;
  webhookSecret: string;
  /** `https://github.com`, or a GitHub Enterprise Server's address. */
  githubUrl: string;
  now(): number;
}

export interface Connection {
  /** Calls as the App itself. */
  asApp<T>(call: (octokit: ProbotOctokit) => Promise<T>): Promise<T>;
  /** Calls as one installation. */
  as<T>(installationId: number, call: (octokit: ProbotOctokit) => Promise<T>): Promise<T>;
}

export function connect(options: ConnectionOptions): Connection {
  let app = makeApp(options);

  async function run<T>(
    who: number | "app",
    call: (octokit: ProbotOctokit) => Promise<T>,
  ): Promise<T> {
    const before = app;
    try {
      try {
        return await call(await before.octokitFor(who));
      } catch (error) {
        if (who === "app" || statusOf(error) !== 401) throw error;
        // A token can end before its hour (revoked, suspended and back). Probot keeps it, and its way to renew one
        // forgets which GitHub it talks to: so all kept tokens are let go, once for whoever notices at the same time.
        if (app === before) app = makeApp(options);
        return await call(await app.octokitFor(who));
      }
    } catch (error) {
      throw toOurs(error, options.now());
    }
  }

  return { asApp: (call) => run("app", call), as: run };
}

interface App {
  octokitFor(who: number | "app"): Promise<ProbotOctokit>;
}

/** Probot with its cache of tokens, and one Octokit per installation. */
function makeApp(options: ConnectionOptions): App {
  const probot = new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    secret: options.webhookSecret,
    baseUrl: apiUrl(options.githubUrl),
    logLevel: "fatal",
    // A function, since Probot lays its own throttle over an object (probot#2039).
    Octokit: ProbotOctokit.defaults((defaults: object) => ({
      ...defaults,
      throttle: { enabled: false },
      retry: { enabled: false },
    })),
  });
  const octokits = new Map<number | "app", ProbotOctokit>();
  return {
    async octokitFor(who) {
      const kept = octokits.get(who) ?? (await probot.auth(who === "app" ? undefined : who));
      octokits.set(who, kept);
      return kept;
    },
  };
}

/** GitHub's REST root. `GITHUB_URL` other than github.com follows GitHub Enterprise Server's layout. */
function apiUrl(githubUrl: string): string {
  return githubUrl === "https://github.com" ? "https://api.github.com" : `${githubUrl}/api/v3`;
}

function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  return typeof error.status === "number" ? error.status : null;
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function toOurs(error: unknown, now: number): Error {
  if (error instanceof TransientError || error instanceof RefusedError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  if (status === null) {
    // Only the network throws without a status (fetch's TypeError); anything else is our bug.
    if (error instanceof TypeError) return new TransientError(message, { cause: error });
    return error instanceof Error ? error : new Error(message);
  }
  const retryAfterMs = limitWaitMs(error, now);
  const limited = status === 429 || (status === 403 && retryAfterMs !== null);
  if (limited || status >= 500 || status === 401) {
    return new TransientError(message, { retryAfterMs, cause: error });
  }
  return new RefusedError(message, { status, permission: permissionIn(error), cause: error });
}

/** @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible */
function permissionIn(error: unknown): string | null {
  const message = error instanceof Error ? error.message : "";
  if (/permissions requested are not granted/i.test(message)) return "contents: write";
  if (!/not accessible by integration/i.test(message)) return null;
  // One of several sets, `;` between them: `issues=write; pull_requests=write`.
  const accepted = String(headersOf(error)["x-accepted-github-permissions"] ?? "");
  const first = accepted.split(";")[0]?.trim() ?? "";
  return /^[a-z_]+=[a-z]+(?:,[a-z_]+=[a-z]+)*$/.test(first)
    ? first.replaceAll("=", ": ").replaceAll(",", ", ")
    : "that GitHub does not name";
}

/** What a limit's headers ask for; a secondary limit without any asks for a minute. */
function limitWaitMs(error: unknown, now: number): number | null {
  const headers = headersOf(error);
  const retryAfter = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(retryAfter)) {
    return retryAfter * 1_000;
  }
  if (String(headers["x-ratelimit-remaining"]) === "0") {
    return Math.max(1_000, Number(headers["x-ratelimit-reset"]) * 1_000 - now);
  }
  const message = error instanceof Error ? error.message : "";
  return /secondary rate limit/i.test(message) ? 60_000 : null;
}

const Headers = z.object({
  headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
});

function headersOf(error: unknown): Record<string, string | number | undefined> {
  if (typeof error !== "object" || error === null || !("response" in error)) return {};
  const headers = Headers.safeParse(error.response);
  return headers.success ? headers.data.headers : {};
}
