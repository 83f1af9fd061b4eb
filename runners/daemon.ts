/**
 * The runner on a machine: dials out, leases jobs by long poll, runs `parallel` of them at a time.
 *
 *     node runners/daemon.ts [runner.yml]           run
 *     node runners/daemon.ts --check [runner.yml]   say what works and what does not, with the fix
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { JobOrder } from "../src/protocol/words.ts";
import { PROTOCOL_VERSION } from "../src/protocol/version.ts";
import { AoRefused, type AoServer, AoUnreachable, backOffMs, makeAoServer } from "./ao-server.ts";
import { type AgentChoice, ConfigError, parseConfig, type RunnerConfig } from "./config.ts";
import { JobFailure } from "./endings.ts";
import { secretValues } from "./environment.ts";
import { type JobDesk, runJob } from "./job.ts";
import { makeMachine } from "./machine.ts";
import { makeOutlet } from "./outlet.ts";
import { makeParts, type RunnerParts } from "./parts.ts";
import { checkAll, sayFindings } from "./preflight.ts";
import { canFindProcesses } from "./processes.ts";
import { refuseUnboxed } from "./sandbox.ts";

export type RunningRunner = {
  /**
   * Takes no more work. With `drain`, running jobs may end by themselves for the configured time; without it, or after
   * that, they are cancelled and reported. Resolves when nothing of the runner runs any more.
   */
  stop: (how: { drain: boolean }) => Promise<void>;
  /** Resolves when it has stopped, by `stop` or because it refuses to work; then with the reason. */
  stopped: Promise<string | null>;
};

const WAIT_MS = 25_000;
const REFUSED_PAUSE_MS = 30_000;
const PREFLIGHT_PAUSE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Starts a runner in this process.
 * @throws {Error} when the server may not be served without a sandbox, or agents could not be stopped here
 */
export function startRunner(config: RunnerConfig, parts: RunnerParts): RunningRunner {
  const refusal = refuseUnboxed(config, config.server);
  if (refusal !== null) throw new Error(refusal);
  if (parts.machine === undefined && !canFindProcesses()) {
    throw new Error("No readable /proc: an agent's processes could not be stopped for certain.");
  }
  const machine = parts.machine ?? makeMachine(config, parts);
  const server = makeAoServer(config, parts);
  const noMoreWork = new AbortController();
  const drain = new AbortController();
  let reason: string | null = null;
  const onRefused = (says: string) => {
    parts.log.error({ says }, "refused, no more work is taken");
    reason = says;
    noMoreWork.abort();
  };
  const desk: JobDesk = { config, parts, machine, server, drain: drain.signal, onRefused };
  const stopped = work(desk, noMoreWork.signal).then(() => reason);
  return {
    stopped,
    stop: async ({ drain: gently }) => {
      noMoreWork.abort();
      if (!gently) drain.abort();
      const stopTimer = parts.clock.setTimer(config.drainMs, () => drain.abort());
      await stopped;
      stopTimer();
    },
  };
}

async function work(desk: JobDesk, noMoreWork: AbortSignal): Promise<void> {
  const { config, parts } = desk;
  const orphans = await desk.machine.tidyUp();
  if (orphans > 0) parts.log.warn({ orphans }, "killed what a runner before this one left running");
  const agents = await findAgents(desk, noMoreWork);
  parts.log.info({ agents: agents.map((agent) => agent.name) }, "ready for work");
  await Promise.all([
    keepTidy(desk, noMoreWork),
    ...Array.from({ length: config.parallel }, () => workOn(desk, agents, noMoreWork)),
  ]);
}

/** At the start and once a day. What fails is tried again the next day: it only takes space. */
async function keepTidy({ machine, parts }: JobDesk, noMoreWork: AbortSignal): Promise<void> {
  while (!noMoreWork.aborted) {
    try {
      await machine.removeExpired();
    } catch (error) {
      parts.log.error({ err: error }, "could not remove what has expired");
    }
    await parts.clock.sleep(DAY_MS, noMoreWork);
  }
}

/** The agents that start here, first choice first. Waits until there is one: a login may be mended while it waits. */
async function findAgents(desk: JobDesk, noMoreWork: AbortSignal): Promise<AgentChoice[]> {
  const { config, parts, machine } = desk;
  const outlet = makeOutlet([config.token, ...secretValues(config.agents, parts.environment)]);
  while (!noMoreWork.aborted) {
    const able: AgentChoice[] = [];
    for (const agent of config.agents) {
      try {
        const { says } = await machine.checkAgent(agent);
        parts.log.info({ agent: agent.name }, says);
        able.push(agent);
      } catch (error) {
        if (!(error instanceof JobFailure)) throw error;
        const diagnosis = outlet.diagnosis(error.diagnosis);
        parts.log.error({ agent: agent.name, ...diagnosis }, "agent is not able to work");
      }
    }
    if (able.length > 0) return able;
    await parts.clock.sleep(PREFLIGHT_PAUSE_MS, noMoreWork);
  }
  return [];
}

/** One of the `parallel` places: leases a job, runs it, and again. */
async function workOn(
  desk: JobDesk,
  agents: readonly AgentChoice[],
  noMoreWork: AbortSignal,
): Promise<void> {
  const { config, parts, server } = desk;
  for (let failures = 0; !noMoreWork.aborted;) {
    try {
      const order = await askForWork(server, config, { agents, signal: noMoreWork });
      failures = 0;
      if (order === null) continue;
      const agent = chooseAgent(order, agents);
      if (agent === undefined) continue;
      parts.log.info({ job: order.jobId, item: order.title, agent: agent.name }, "job taken");
      const report = await runJob(order, agent, desk);
      parts.log.info({ job: order.jobId, outcome: report?.outcome.kind ?? "lost" }, "job ended");
    } catch (error) {
      if (noMoreWork.aborted) return;
      failures += 1;
      const pauseMs = describeTrouble(error, failures, parts);
      await parts.clock.sleep(pauseMs, noMoreWork);
    }
  }
}

async function askForWork(
  server: AoServer,
  config: RunnerConfig,
  { agents, signal }: { agents: readonly AgentChoice[]; signal: AbortSignal },
): Promise<JobOrder | null> {
  const names = agents.map((agent) => agent.name);
  const request = {
    protocol: PROTOCOL_VERSION,
    runner: config.name,
    agents: names,
    waitMs: WAIT_MS,
  };
  return server.lease(request, signal);
}

/** The agent that knows the conversation, else the first. */
function chooseAgent(order: JobOrder, agents: readonly AgentChoice[]): AgentChoice | undefined {
  return agents.find((agent) => agent.name === order.session?.agent) ?? agents[0];
}

/** Logs what went wrong between jobs and says how long to wait, in milliseconds. */
function describeTrouble(error: unknown, failures: number, { log, random }: RunnerParts): number {
  if (error instanceof AoUnreachable) {
    log.warn({ failures, says: error.message }, "the app cannot be reached");
    return backOffMs(failures, error.retryAfterMs, random());
  }
  if (error instanceof AoRefused && (error.status === 401 || error.status === 403)) {
    log.error({ says: error.message }, "the app does not accept this runner's token");
    return REFUSED_PAUSE_MS;
  }
  log.error({ err: error }, "could not take work");
  return Math.max(backOffMs(failures, null, random()), 5_000);
}

const usage = `usage: node runners/daemon.ts [--check] [runner.yml]

Runs coding agents on this machine for an AO app. Without a file name it reads ./runner.yml.

  --check   look at git, the server, the token and the agents, as this user; start nothing
  --help    this text
`;

/** The command line. Answers the exit code: 0 fine, 1 refused or failed, 2 a mistake in the file or the arguments. */
async function main(args: readonly string[], parts: RunnerParts): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const file = positionals[0] ?? "runner.yml";
  const config = parseConfig(await readFile(file, "utf8"), {
    file,
    environment: parts.environment,
  });
  if (values.check === true) {
    const findings = await checkAll(config, makeMachine(config, parts), parts);
    process.stdout.write(`${sayFindings(findings)}\n`);
    return findings.some((finding) => finding.level === "fail") ? 1 : 0;
  }
  const runner = startRunner(config, parts);
  let asked = false;
  const onSignal = () => {
    // The first asks politely; who asks twice does not want to wait.
    void runner.stop({ drain: !asked });
    asked = true;
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  const reason = await runner.stopped;
  if (reason !== null) process.stderr.write(`${reason}\n`);
  return reason === null ? 0 : 1;
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2), makeParts());
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${says}\n`);
    process.exitCode = error instanceof ConfigError || error instanceof TypeError ? 2 : 1;
  }
}
