/** The app as a runner meets it: a small HTTP server that keeps the protocol's promises and remembers what it was told. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  Beat,
  JobOrder,
  JobReport,
  LeaseRequest,
  type Progress,
  type Tell,
  TellsRequest,
} from "../../src/protocol/words.ts";

export const RUNNER_TOKEN = "runner-token-7f3a9c1e5b";
export const READ_TOKEN = "ghs_readonly0c5e2a9d7b1f4e6a8c3d5b7f9e1a2c4d6b";

type Job = {
  order: JobOrder;
  leased: boolean;
  over: boolean;
  beats: { progress: Progress | null; atMs: number }[];
  tells: Tell[];
  packs: Map<string, Buffer>;
};

export type App = {
  url: string;
  /** Puts a job up for lease and resolves with its report. */
  offer: (order: JobOrder) => Promise<JobReport>;
  job: (jobId: string) => Job;
  tell: (jobId: string, tell: Tell) => void;
  /** From now on the job belongs to somebody else: 409. */ lose: (jobId: string) => void;
  /** From now on requests for jobs (or only beats) are accepted and never answered. */
  hang: (what: "all" | "beats" | "nothing") => void;
  /** The next so many requests are answered with this status and header. */
  fail: (times: number, status: number, retryAfter?: string) => void;
  leases: LeaseRequest[];
  /** Every body that a runner sent, packs as latin1. */ received: string[];
  /** Requests that the app refused because they broke the protocol. */ mistakes: string[];
  cloneUrl: string;
  close: () => Promise<void>;
};

export async function startApp(): Promise<App> {
  const jobs = new Map<string, Job>();
  const reported = new Map<string, PromiseWithResolvers<JobReport>>();
  const leases: LeaseRequest[] = [];
  const mistakes: string[] = [];
  const received: string[] = [];
  const waiting = new Set<() => void>();
  const state = { hang: "nothing", failures: 0, status: 500, retryAfter: "" };
  const wake = () => {
    for (const ring of waiting) ring();
  };
  const job = (jobId: string) => {
    const found = jobs.get(jobId);
    if (found === undefined) throw new Error(`no such job: ${jobId}`);
    return found;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = (status: number, body?: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === undefined ? "" : JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${RUNNER_TOKEN}`) {
      return reply(401, { says: "unknown token" });
    }
    const bytes = await readAll(request);
    received.push(bytes.toString("latin1"));
    if (state.failures > 0) {
      state.failures -= 1;
      const headers = state.retryAfter === "" ? {} : { "retry-after": state.retryAfter };
      return reply(state.status, { says: "not now" }, headers);
    }
    const route = (request.url ?? "").replace("/runner/v1/", "");
    if (route === "lease") {
      const asked = LeaseRequest.parse(JSON.parse(bytes.toString()));
      leases.push(asked);
      const until = Date.now() + asked.waitMs;
      for (;;) {
        const free = [...jobs.values()].find((one) => !one.leased);
        if (response.destroyed) return;
        if (free !== undefined) {
          free.leased = true;
          return reply(200, free.order);
        }
        if (Date.now() >= until) return reply(204);
        await waitOnce(waiting, until - Date.now(), response);
      }
    }
    const [, jobId = "", what = ""] = route.split("/");
    const found = jobs.get(decodeURIComponent(jobId));
    if (state.hang === "all" || (state.hang === "beats" && what === "beat")) return;
    if (found === undefined || found.over) return reply(409, { says: "the lease is over" });
    if (what === "pack") {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      if (request.headers["x-ao-sha256"] !== sha256) return reply(422, { says: "not this sha256" });
      if (request.headers["x-ao-epoch"] !== String(found.order.epoch)) return reply(409);
      found.packs.set(sha256, bytes);
      return reply(200);
    }
    const body: unknown = JSON.parse(bytes.toString());
    switch (what) {
      case "beat": {
        const beat = Beat.parse(body);
        if (beat.epoch !== found.order.epoch) return reply(409, { says: "old epoch" });
        found.beats.push({ progress: beat.progress, atMs: Date.now() });
        return reply(200, { ttlMs: found.order.lease.ttlMs });
      }
      case "tells": {
        const asked = TellsRequest.parse(body);
        const until = Date.now() + asked.waitMs;
        for (;;) {
          const tells = found.tells.filter((tell) => !asked.heard.includes(tell.id));
          if (found.over) return reply(409, { says: "the lease is over" });
          if (tells.length > 0 || Date.now() >= until) return reply(200, { tells });
          if (response.destroyed) return;
          await waitOnce(waiting, until - Date.now(), response);
        }
      }
      case "token":
        return reply(200, {
          token: READ_TOKEN,
          cloneUrl: app.cloneUrl,
          expiresAtMs: Date.now() + 3_600_000,
        });
      case "report": {
        const report = JobReport.parse(body);
        found.over = true;
        reply(200);
        reported.get(jobId)?.resolve(report);
        return;
      }
      default:
        return reply(404, { says: `no route ${route}` });
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      mistakes.push(String(error));
      response.writeHead(400).end(JSON.stringify({ says: String(error).slice(0, 500) }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const app: App = {
    url: `http://127.0.0.1:${port}`,
    cloneUrl: "",
    leases,
    mistakes,
    received,
    job,
    offer: async (order) => {
      const { jobId } = order;
      const sent = JobOrder.parse(order);
      const packs = new Map<string, Buffer>();
      jobs.set(jobId, { order: sent, leased: false, over: false, beats: [], tells: [], packs });
      const report = Promise.withResolvers<JobReport>();
      reported.set(jobId, report);
      wake();
      return report.promise;
    },
    tell: (jobId, tell) => {
      job(jobId).tells.push(tell);
      wake();
    },
    lose: (jobId) => {
      job(jobId).over = true;
      wake();
    },
    hang: (what) => {
      state.hang = what;
    },
    fail: (times, status, retryAfter = "") => {
      Object.assign(state, { failures: times, status, retryAfter });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return app;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function waitOnce(
  waiting: Set<() => void>,
  ms: number,
  response: ServerResponse,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const ring = () => resolve(undefined);
  const timer = setTimeout(ring, ms);
  waiting.add(ring);
  response.once("close", ring);
  await promise;
  clearTimeout(timer);
  waiting.delete(ring);
  response.off("close", ring);
}
