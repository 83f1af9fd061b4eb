/**
 * Numbers that may be compared: every round measures each variant once, one right after the other, and begins with another
 * one than the round before. The same machine gives twice as much an hour later, so only ratios within a round mean anything.
 */
import type { Row, Series } from "./figure.ts";

export type Variants<Name extends string> = Record<Name, () => Promise<number>>;

/** @returns for each variant one number per round */
export async function interleave<Name extends string>(
  variants: Variants<Name>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets which keys an object has
  const names = Object.keys(variants) as Name[];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- and so does fromEntries
  const series = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      series[name].push(await variants[name]());
    }
  }
  return series;
}

/** @param share 0.5 is the median, 0.99 what one of a hundred exceeds (nearest rank); NaN of nothing */
export function quantile(series: Series, share: number): number {
  const sorted = series.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function mean(series: Series): number {
  return series.reduce((sum, one) => sum + one, 0) / series.length;
}

export interface Verdict {
  ratio: { median: number; worst: number } | null;
  /** `median`: met by the median, not by the worst round. */ met: "yes" | "median" | "no" | null;
}

export function judge(row: Row): Verdict {
  const ratios = row.against === null ? null : divide(row.ours, row.against.series);
  const ratio = ratios === null ? null : summarise(ratios, row.better);
  if (row.aim === null) return { ratio, met: null };
  const judged = row.aim.of === "ours" ? summarise(row.ours, row.better) : ratio;
  if (judged === null) throw new Error(`${row.what}: an aim of a ratio to nothing`);
  const { limit } = row.aim;
  const meets = (value: number): boolean =>
    row.better === "higher" ? value >= limit : value <= limit;
  if (!meets(judged.median)) return { ratio, met: "no" };
  return { ratio, met: meets(judged.worst) ? "yes" : "median" };
}

function divide(ours: Series, against: Series): number[] {
  if (ours.length !== against.length) throw new RangeError("two series of different rounds");
  return ours.map((one, at) => {
    const other = against[at] ?? Number.NaN;
    // Two that found nothing are equal.
    return one === other ? 1 : one / other;
  });
}

export function summarise(
  series: Series,
  better: Row["better"],
): { median: number; worst: number } {
  const worst = better === "higher" ? Math.min(...series) : Math.max(...series);
  return { median: quantile(series, 0.5), worst };
}
