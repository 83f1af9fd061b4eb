/**
 * `npm run bench`: what AO reaches, as ratios within one run. Exit code 0 when everything could be measured (whether an
 * aim is met or not is for people to judge), 1 when something failed, 2 for a wrong command line.
 */
import { acknowledge } from "./acknowledge.ts";
import { dispatch } from "./dispatch.ts";
import type { Figure } from "./figure.ts";
import { describeMachine, sayMachine } from "./machine.ts";
import { readOptions, usage, UsageError } from "./options.ts";
import type { Options } from "./options.ts";
import { makePlace } from "./place.ts";
import { redCheck } from "./red-check.ts";
import { startAgent } from "./start-agent.ts";
import { drawNotes, drawTable } from "./table.ts";
import type { Result } from "./table.ts";

const FIGURES: readonly Figure[] = [acknowledge, dispatch, startAgent, redCheck];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, process.env);
    if (!options.help) return await run(options);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    return 2;
  }
}

async function run(options: Options): Promise<number> {
  const machine = await describeMachine();
  const results: Result[] = [];
  for (const figure of chooseFigures(options.only)) {
    const startedMs = performance.now();
    const place = await makePlace();
    try {
      results.push({ figure, measured: await figure.measure(place, options) });
    } finally {
      await place.stack.disposeAsync();
    }
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    process.stderr.write(`${figure.id} measured in ${seconds} s\n`);
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ machine, rounds: options.rounds, results }, null, 2)}\n`
      : `${drawTable(results)}\n\n${drawNotes(results)}\n\n${sayMachine(machine)}; ${options.rounds} rounds\n`,
  );
  return 0;
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
