/**
 * Prism as a judge: it stands between the app and the stand-in and holds every request and every answer to GitHub's own
 * OpenAPI description, with no code of ours. What is wrong it writes into the answer's `sl-violations`.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { z } from "zod";
import { installWitness } from "./install.ts";
import { startRelay } from "./relay.ts";
import type { Relayed } from "./relay.ts";

export interface Judge {
  /** The address of a GitHub whose REST API goes through Prism; git, GraphQL and pages go past it. */
  url: string;
  /** Before which stand-in it stands from now on; what was judged so far is forgotten. */
  standBefore(standIn: string): void;
  /** Every call so far. */
  judged(): Judged[];
  stop(): Promise<void>;
}

export interface Judged {
  method: string;
  /** Without `/api/v3` and its query. */
  path: string;
  status: number;
  violations: string[];
}

/** Reading GitHub's 13 MB takes Prism some ten seconds and half a gigabyte. */
const START_WITHIN_MS = 120_000;

export async function startJudge(): Promise<Judge> {
  let standIn: string | null = null;
  let from = 0;
  const toStandIn = await startRelay((to) => (standIn === null ? null : { url: standIn + to }));
  const prism = await startPrism(toStandIn.url);
  const front = await startRelay((to) => {
    if (standIn === null) return null;
    return { url: isJudged(to) ? `${prism.url}${to.slice(API.length)}` : standIn + to };
  });
  return {
    url: front.url,
    standBefore(url) {
      standIn = url;
      from = front.relayed.length;
    },
    judged: () =>
      front.relayed
        .slice(from)
        .filter(({ path: to }) => isJudged(to))
        .map(toJudged),
    async stop() {
      await front.stop();
      await prism.stop();
      await toStandIn.stop();
    },
  };
}

const API = "/api/v3";

/** Prism follows redirects by itself, and to a log's redirect the app is to be led. */
function isJudged(to: string): boolean {
  return to.startsWith(`${API}/`) && !to.endsWith("/logs");
}

function toJudged({ method, path: to, status, headers }: Relayed): Judged {
  const [route = ""] = to.slice(API.length).split("?");
  const said = headers["sl-violations"];
  return { method, path: route, status, violations: said === undefined ? [] : sayAll(said) };
}

const Violations = z.array(z.object({ location: z.array(z.string()), message: z.string() }));

function sayAll(header: string | string[]): string[] {
  const found = Violations.parse(JSON.parse(String(header)));
  return found.map(({ location, message }) => `${location.join(".")}: ${message}`);
}

/** @throws {Error} with its last words when it does not come up */
async function startPrism(upstream: string): Promise<{ url: string; stop(): Promise<void> }> {
  const modules = await installWitness("prism");
  const program = path.join(modules, "@stoplight", "prism-cli", "dist", "index.js");
  const description = path.join(modules, "@octokit/openapi/generated/api.github.com.json");
  const args = [program, "proxy", description, upstream, "--host", "127.0.0.1", "--port", "0"];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  try {
    return { url: await readUrl(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readUrl(child: ChildProcess): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const end = (url: string | undefined): void => {
      clearTimeout(timer);
      if (url === undefined) reject(new Error(`Prism does not come up: ${output}`));
      else resolve(url);
    };
    const timer = setTimeout(end, START_WITHIN_MS, undefined);
    child.once("exit", () => end(undefined));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-2_000);
        const url = /Prism is listening on (http:\S+)/.exec(output)?.[1];
        if (url !== undefined) end(url);
      });
    }
  });
}
