/**
 * What the demo says: one line per step with the time since the start. On a terminal with colour and a plan that is
 * redrawn in place; elsewhere plain lines only, a line for each entry of the plan that is done.
 */
import { stripVTControlCharacters } from "node:util";
import type { PlanEntry } from "../../src/protocol/words.ts";

type Look = "plain" | "good" | "bad" | "dim" | "bold";

export interface Screen {
  /** One step of the story. */
  step(text: string, look?: Look): void;
  /** Lines below the step before. */
  detail(lines: readonly string[]): void;
  /** The agent's whole plan as it is now; the empty one ends the live plan. */
  plan(entries: readonly PlanEntry[]): void;
  /** A block of text as it stands. */
  text(text: string, look?: Look): void;
}

export interface ScreenOptions {
  write: (text: string) => void;
  /** Milliseconds since the start. */ elapsedMs(): number;
  /** Null: plain, no colour, nothing is redrawn. */ columns: (() => number) | null;
  colour: boolean;
}

const INDENT = " ".repeat(10);

export function makeScreen(options: ScreenOptions): Screen {
  const { write } = options;
  const paint = (text: string, look: Look): string =>
    options.colour && look !== "plain" ? `${CODES[look]}${text}\u001B[0m` : text;
  const live = options.columns === null ? null : makeLivePlan(write, options.columns, paint);
  const done = new Set<number>();
  const say = (text: string): void => {
    live?.clear();
    write(`${text}\n`);
    live?.draw();
  };
  return {
    step: (text, look = "plain") => {
      const seconds = `${(options.elapsedMs() / 1_000).toFixed(1).padStart(6)} s  `;
      say(`${paint(seconds, "dim")}${paint(clean(text), look)}`);
    },
    detail: (lines) => {
      for (const line of lines) say(paint(`${INDENT}${clean(line)}`, "dim"));
    },
    plan: (entries) => {
      if (live !== null) return live.show(entries);
      if (entries.length === 0) done.clear();
      for (const [at, entry] of entries.entries()) {
        if (entry.status !== "completed" || done.has(at)) continue;
        done.add(at);
        say(`${INDENT}✔ ${clean(entry.content)}`);
      }
    },
    text: (text, look = "plain") => say(paint(cleanLines(text), look)),
  };
}

const CODES: Record<Exclude<Look, "plain">, string> = {
  good: "\u001B[32m",
  bad: "\u001B[31m",
  dim: "\u001B[2m",
  bold: "\u001B[1m",
};

interface LivePlan {
  show(entries: readonly PlanEntry[]): void;
  clear(): void;
  draw(): void;
}

/** The plan stays the last thing on the screen. When it is over its last state stays where it is. */
function makeLivePlan(
  write: (text: string) => void,
  columns: () => number,
  paint: (text: string, look: Look) => string,
): LivePlan {
  let entries: readonly PlanEntry[] = [];
  let drawn = 0;
  const clear = (): void => {
    if (drawn > 0) write(`\u001B[${drawn}A\u001B[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    // A line that wraps would be two, and the next clearing one too few.
    const width = Math.max(20, columns() - 4);
    for (const { content, status } of entries) {
      const text = `${INDENT}${MARKS[status]} ${clean(content)}`.slice(0, width);
      write(
        `${paint(text, status === "completed" ? "good" : status === "in_progress" ? "bold" : "dim")}\n`,
      );
    }
    drawn = entries.length;
  };
  return {
    clear,
    draw,
    show: (next) => {
      if (next.length > 0) clear();
      else drawn = 0;
      entries = next;
      if (next.length > 0) draw();
    },
  };
}

const MARKS: Record<PlanEntry["status"], string> = {
  pending: "☐",
  in_progress: "▸",
  completed: "✔",
};

/** What others wrote must not move the cursor or colour anything. */
function clean(text: string): string {
  return cleanLines(text).replaceAll(/\s+/g, " ").trim();
}

function cleanLines(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n]/gu, " ");
}
