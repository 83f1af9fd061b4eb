/**
 * `npm run demo`: AO's whole journey on loopback. Exit code 0 when the pull request got green, 1 with the reason when
 * not, 2 for a wrong command line, 128 and its number for a signal.
 */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareAgent } from "./agents.ts";
import { planCrash } from "./crash.ts";
import { Interrupted, listenForInterrupt, unlessInterrupted } from "./interrupt.ts";
import { readOptions, usage, UsageError } from "./options.ts";
import type { DemoOptions } from "./options.ts";
import { play } from "./play.ts";
import type { DemoPlace } from "./place.ts";
import { makeScreen } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { REPOSITORY } from "./story.ts";

/** Everything ends in time by itself; this is for what nobody thought of. */
const CLEAN_UP_MS = 20_000;
/** Some terminals don't tell how wide they are. */
const DEFAULT_COLUMNS = 80;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (!options.help) return await run(options);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`demo: ${error.message}\n`);
    return 2;
  }
}

async function run(options: DemoOptions): Promise<number> {
  const signal = listenForInterrupt();
  const screen = openScreen();
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), "ao-demo-")));
  // The stand-in runs in this process; what it and its jobs put aside goes with the rest.
  process.env["TMPDIR"] = path.join(directory, "tmp");
  // Its jobs and the agent run this very Node, however the demo was started.
  const programs = [path.dirname(process.execPath), process.env["PATH"] ?? "/usr/bin:/bin"];
  process.env["PATH"] = programs.join(path.delimiter);
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  try {
    return await playAndKeep(options, { screen, directory, stack, signal });
  } catch (error) {
    if (error instanceof Interrupted) {
      screen.text(`\n${error.message}, cleaning up`);
      return error.exitCode;
    }
    screen.text(`\nNot green. ${describeError(error)}`, "bad");
    return 1;
  } finally {
    const disposed = stack.disposeAsync().then(() => true);
    if (!(await Promise.race([disposed, sleep(CLEAN_UP_MS, false, { ref: false })]))) {
      screen.text(`Not everything could be ended; look at ${directory}`, "bad");
    }
  }
}

async function playAndKeep(options: DemoOptions, place: DemoPlace): Promise<number> {
  const { screen, signal } = place;
  const agent = await prepareAgent(options.agent, place);
  const stage = await setStage(agent, place);
  const crash = options.crash === null ? null : planCrash(options.crash, stage, screen);
  const journey = { stage, agent, crash };
  if (!options.keep) {
    await play(journey, place);
    return 0;
  }
  screen.text(`Watch it: ${stage.github.url}/${REPOSITORY}`, "bold");
  const exitCode = await play(journey, place).then(
    () => 0,
    (error: unknown) => {
      if (error instanceof Interrupted) throw error;
      screen.text(`\nNot green. ${describeError(error)}`, "bad");
      return 1;
    },
  );
  await unlessInterrupted(stage.stopWorking(), signal);
  await keepUp(stage, place);
  return exitCode;
}

/** Resolves at Ctrl-C, which is how a person ends it. */
async function keepUp({ github }: Stage, { screen, signal }: DemoPlace): Promise<void> {
  const pulls = github.pulls(REPOSITORY).map(({ number }) => `/pull/${number}`);
  const pages = ["", "/issues/1", ...pulls].map((page) => `  ${github.url}/${REPOSITORY}${page}`);
  screen.text("\nThe threads stay readable until Ctrl-C:", "bold");
  screen.text(pages.join("\n"));
  const stopped = unlessInterrupted(new Promise<never>(() => {}), signal);
  await stopped.catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
  });
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function openScreen(): Screen {
  const { stdout, env } = process;
  const isTerminal = stdout.isTTY && env["TERM"] !== "dumb";
  const startedMs = performance.now();
  return makeScreen({
    write: (text) => void stdout.write(text),
    elapsedMs: () => performance.now() - startedMs,
    columns: isTerminal ? () => stdout.columns || DEFAULT_COLUMNS : null,
    colour: isTerminal && (env["NO_COLOR"] ?? "") === "",
  });
}
