/**
 * `npm run bench`: what AO reaches, as ratios within one run. Exit code 0 when everything could be measured (whether an
 * aim is met or not is for people to judge), 1 when something failed, 2 for a wrong command line.
 */
import { Interrupted, listenForInterrupt, unlessInterrupted } from "../demo/interrupt.ts";
import { acknowledge } from "./acknowledge.ts";
import { calls } from "./calls.ts";
import { dispatch } from "./dispatch.ts";
import { excerpt } from "./excerpt.ts";
import type { Figure } from "./figure.ts";
import { describeMachine, sayMachine } from "./machine.ts";
import type { MachineFacts } from "./machine.ts";
import { drawSection } from "./markdown.ts";
import { readOptions, usage, UsageError } from "./options.ts";
import type { Options } from "./options.ts";
import { makePlace } from "./place.ts";
import { redCheck } from "./red-check.ts";
import { startAgent } from "./start-agent.ts";
import { drawNotes, drawTable } from "./table.ts";
import type { Result } from "./table.ts";

const FIGURES: readonly Figure[] = [acknowledge, dispatch, startAgent, redCheck, excerpt, calls];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, process.env);
    if (!options.help) return await run(options);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      // What was being measured goes on in this process, without anything to measure.
      process.exit(error.exitCode);
    }
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(options: Options): Promise<number> {
  const signal = listenForInterrupt();
  const figures = chooseFigures(options.only);
  const machine = await describeMachine();
  const results: Result[] = [];
  let failed = false;
  for (const figure of figures) {
    const startedMs = performance.now();
    try {
      results.push({ figure, measured: await measure(figure, options, signal) });
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      process.stderr.write(`${figure.id} measured in ${seconds} s\n`);
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      // The others took minutes, and are as true without this one.
      failed = true;
      const says = `not measured: ${error instanceof Error ? error.message : String(error)}`;
      results.push({ figure, measured: { rows: [], notes: [says] } });
      process.stderr.write(`${figure.id} ${says}\n`);
    }
  }
  process.stdout.write(`${draw(results, { machine, options })}\n`);
  return failed ? 1 : 0;
}

function draw(
  results: readonly Result[],
  { machine, options }: { machine: MachineFacts; options: Options },
): string {
  const { rounds } = options;
  switch (options.print) {
    case "json":
      return JSON.stringify({ machine, rounds, results }, null, 2);
    case "markdown":
      return drawSection(results, { machine, rounds });
    case "table":
      return `${drawTable(results)}\n\n${drawNotes(results)}\n\n${sayMachine(machine)}; ${rounds} rounds`;
  }
}

/** Each in a place of its own, which is gone afterwards, whatever happens. */
async function measure(
  figure: Figure,
  options: Options,
  signal: AbortSignal,
): Promise<Result["measured"]> {
  const place = await makePlace();
  try {
    return await unlessInterrupted(figure.measure(place, options), signal);
  } finally {
    await place.stack.disposeAsync();
  }
}

/** @throws {UsageError} for an id nobody knows */
function chooseFigures(only: readonly string[]): readonly Figure[] {
  const ids = FIGURES.map((figure) => figure.id);
  const unknown = only.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`there is no figure ${unknown}; there are ${ids.join(", ")}`);
  }
  return FIGURES.filter((figure) => only.length === 0 || only.includes(figure.id));
}
