/** The command line. */
import { parseArgs } from "node:util";
import type { BenchOptions } from "./figure.ts";

export interface Options extends BenchOptions {
  /** Ids of figures; empty is all of them. */ only: string[];
  /** How the result is printed. */ print: "table" | "markdown" | "json";
  help: boolean;
}

export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const usage = `usage: npm run bench -- [--round N] [--only P1,P8] [--logs DIR] [--markdown | --json]

Measures AO against what else there is and against the machine itself. Variants are interleaved round by round,
because only ratios of one run mean anything. Takes about three minutes on two cores.

  --round N     rounds (5)
  --only IDS    some figures, such as P1,P8
  --logs DIR    labelled logs for P8: DIR/<case>/raw.log and ground_truth.json, as LogDx-CI has them; also AO_BENCH_LOGS
  --markdown    the README's section "How fast"
  --json        every number of every round, for machines
`;

const MAX_ROUNDS = 100;

/** @throws {UsageError} naming what is wrong */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  const values = parse(args);
  const rounds = Number(values.round ?? "5");
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    throw new UsageError(`--round is a number from 1 to ${MAX_ROUNDS}, not ${values.round}`);
  }
  if (values.json === true && values.markdown === true) {
    throw new UsageError("--json or --markdown, not both");
  }
  const logs = values.logs ?? environment["AO_BENCH_LOGS"] ?? "";
  return {
    rounds,
    only: (values.only ?? "")
      .split(",")
      .map((id) => id.trim().toUpperCase())
      .filter((id) => id !== ""),
    logs: logs === "" ? null : logs,
    print: values.json === true ? "json" : values.markdown === true ? "markdown" : "table",
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        round: { type: "string" },
        only: { type: "string" },
        logs: { type: "string" },
        json: { type: "boolean" },
        markdown: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
