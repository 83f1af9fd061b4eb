/** What every figure of the bench is made of. A figure is a file beside this and a row in `main.ts`. */
import type { Place } from "./place.ts";

/** One number per round (or per case), in the unit of its row. */
export type Series = readonly number[];

export type Unit = "/s" | "ms" | "calls" | "recall";

export interface Row {
  /** What was measured, in a few words. */ what: string;
  ours: Series;
  unit: Unit;
  /** What the same round gave for somebody else, or for the least that physics allows; null where there is nothing. */
  against: { who: string; series: Series } | null;
  better: "higher" | "lower";
  /** `ratio`: ours ÷ against. `ours`: the number itself. Null for a number that is only told. */
  aim: { of: "ratio" | "ours"; limit: number } | null;
}

export interface Measured {
  rows: Row[];
  /** What a reader has to know to believe the rows. */ notes: string[];
}

export interface BenchOptions {
  rounds: number;
  /** Where labelled logs lie; null when none were given. */ logs: string | null;
}

export interface Figure {
  id: string;
  /** One line: what it means for a user. */ meaning: string;
  measure(place: Place, options: BenchOptions): Promise<Measured>;
}
