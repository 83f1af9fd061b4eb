/**
 * P8: how many of the lines that explain a failure are in the excerpt, against `tail` with the same budget. Logs with
 * labels are not part of this project; LogDx-CI's can be had from its authors (CC-BY-4.0) and are given with `--logs`.
 * `tail` gets the log without time stamps and colours, like AO's excerpt: it is the stronger peer of the two.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { excerptLog } from "../../src/core/ci-log.ts";
import { readLines } from "../../src/core/ci-log/read-lines.ts";
import type { Figure, Row } from "./figure.ts";
import { mean } from "./measure.ts";

const BUDGETS = [2_000, 4_000, 8_000];
const CHARS_PER_TOKEN = 4;
const MAX_LINE_CHARS = 4_000;

/** As LogDx-CI has it: a signal is text, or a place in a file, and the lines (from 1, both ends) that show it. */
const Signal = z.object({
  importance: z.string(),
  value: z.string().optional(),
  aliases: z.array(z.string()).default([]),
  file: z.string().optional(),
  evidence_lines: z.array(z.tuple([z.number(), z.number()])).default([]),
});
const Labels = z.object({ required_signals: z.array(Signal) });

interface LabelledLog {
  name: string;
  raw: string;
  /** Each as the texts any of which shows it. */ signals: string[][];
  /** The lines that show them, all of them. */ lines: string[];
}

export const excerpt: Figure = {
  id: "P8",
  meaning: "critical lines of a failed log that are in the excerpt, 1 is all",
  async measure(_place, { logs }) {
    if (logs === null) return { rows: [], notes: ["no logs given (--logs DIR)"] };
    const cases = await readCases(logs);
    if (cases.length === 0) return { rows: [], notes: [`no labelled logs in the directory given`] };
    const rows = BUDGETS.map((tokens): Row => {
      const ours = cases.map((one) => recall(one, excerptLog(one.raw, { maxTokens: tokens }).text));
      const tail = cases.map((one) => recall(one, tailOf(one.raw, tokens * CHARS_PER_TOKEN)));
      return {
        what: `${tokens / 1_000}k tokens, mean of ${cases.length} logs`,
        ours,
        unit: "recall",
        against: { who: "tail", series: tail },
        better: "higher",
        aim: { of: "ratio", limit: 1 },
      };
    });
    return {
      rows,
      notes: [
        "logs that the excerpt may have been tuned on: none was held out",
        ...cases.map((one, at) => describeCase(one.name, rows, at)),
        ...BUDGETS.map((tokens) => describeLines(cases, tokens)),
      ],
    };
  },
};

async function readCases(directory: string): Promise<LabelledLog[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(names.toSorted().map((name) => readCase(directory, name)));
}

async function readCase(directory: string, name: string): Promise<LabelledLog> {
  const raw = await readFile(path.join(directory, name, "raw.log"), "utf8");
  const labels = await readFile(path.join(directory, name, "ground_truth.json"), "utf8");
  const rawLines = raw.split("\n");
  const critical = Labels.parse(JSON.parse(labels))
    .required_signals.filter(({ importance }) => importance === "critical")
    .map(({ value = "", aliases, file = "", evidence_lines: evidence }) => {
      const shown = evidence.flatMap(([from, to]) => rawLines.slice(from - 1, to));
      const lines = squeezeAll(shown.flatMap((line) => readLines(line, MAX_LINE_CHARS)));
      // A number alone ("1") is in every text; only its line shows it.
      const texts = squeezeAll([value, ...aliases, file].filter((text) => text.length > 3));
      return { texts: [...texts, ...lines], lines };
    });
  return {
    name,
    raw,
    signals: critical.map(({ texts }) => texts),
    lines: [...new Set(critical.flatMap(({ lines }) => lines))],
  };
}

/** The stricter count: a signal's name elsewhere does not do, each line that was labelled has to be there. */
function describeLines(cases: readonly LabelledLog[], tokens: number): string {
  const share = (shorten: (raw: string) => string): string => {
    const shares = cases.flatMap(({ raw, lines }) => {
      const text = squeeze(shorten(raw));
      return lines.map((line) => Number(text.includes(line)));
    });
    return mean(shares).toFixed(2);
  };
  const ours = share((raw) => excerptLog(raw, { maxTokens: tokens }).text);
  const tail = share((raw) => tailOf(raw, tokens * CHARS_PER_TOKEN));
  return `of the labelled lines themselves, at ${tokens / 1_000}k: AO ${ours}, tail ${tail}`;
}

function recall({ signals }: LabelledLog, text: string): number {
  const squeezed = squeeze(text);
  return mean(signals.map((texts) => Number(texts.some((one) => squeezed.includes(one)))));
}

function squeezeAll(texts: readonly string[]): string[] {
  return texts.map(squeeze).filter((text) => text !== "");
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function tailOf(raw: string, maxChars: number): string {
  const lines = readLines(raw, MAX_LINE_CHARS);
  let chars = 0;
  const kept = lines.toReversed().findIndex((line) => (chars += line.length + 1) > maxChars);
  return lines.slice(kept === -1 ? 0 : lines.length - kept).join("\n");
}

function describeCase(name: string, rows: readonly Row[], at: number): string {
  const each = rows.map(({ ours, against }) => {
    const pair = [ours[at], against?.series[at]].map((share) => (share ?? 0).toFixed(2));
    return pair.join(" ");
  });
  return `${name}: AO and tail at ${BUDGETS.map((one) => `${one / 1_000}k`).join(", ")}: ${each.join(", ")}`;
}
