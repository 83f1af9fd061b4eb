/** The result as a table for people. */
import type { Figure, Measured, Row, Series, Unit } from "./figure.ts";
import { judge, mean, quantile, summarise } from "./measure.ts";

export interface Result {
  figure: Pick<Figure, "id" | "meaning">;
  measured: Measured;
}

const HEAD = ["", "measured", "AO", "against", "ratio: median, worst", "aim", "met"];

export function drawTable(results: readonly Result[]): string {
  const lines: string[][] = [HEAD];
  for (const { figure, measured } of results) {
    if (measured.rows.length === 0) lines.push([figure.id, measured.notes.join("; ")]);
    for (const row of measured.rows) lines.push([figure.id, ...describeRow(row)]);
  }
  const widths = HEAD.map((_unused, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const draw = (line: readonly string[]): string =>
    `| ${widths.map((width, at) => (line[at] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head = HEAD, ...body] = lines;
  return [draw(head), rule, ...body.map(draw)].join("\n");
}

export function drawNotes(results: readonly Result[]): string {
  return results
    .map(({ figure, measured }) =>
      [`${figure.id}: ${figure.meaning}`, ...measured.notes.map((note) => `    ${note}`)].join(
        "\n",
      ),
    )
    .join("\n");
}

function describeRow(row: Row): string[] {
  const { ratio, met } = judge(row);
  return [
    row.what,
    showOurs(row),
    describeAgainst(row),
    ratio === null ? "" : `${roundRatio(ratio.median)}, ${roundRatio(ratio.worst)}`,
    describeAim(row),
    met === null ? "" : { yes: "yes", median: "median only", no: "NO" }[met],
  ];
}

export function describeAgainst({ against, unit }: Row): string {
  return against === null ? "" : `${against.who} ${show(middle(against.series, unit), unit)}`;
}

/** The worst is told where nothing else tells it: behind a ratio it is the ratio's. */
export function showOurs({ ours, unit, better, aim }: Row): string {
  const { worst } = summarise(ours, better);
  const isTold = aim?.of === "ours" && ours.length > 1;
  return show(middle(ours, unit), unit) + (isTold ? `, worst ${show(worst, unit)}` : "");
}

/** Of rounds the median; of cases that differ the mean. */
function middle(series: Series, unit: Unit): number {
  return unit === "recall" ? mean(series) : quantile(series, 0.5);
}

export function describeAim({ aim, better, unit }: Row): string {
  if (aim === null) return "";
  const sign = better === "higher" ? "≥" : "≤";
  return aim.of === "ratio" ? `${sign} ${aim.limit} ×` : `${sign} ${show(aim.limit, unit)}`;
}

function show(value: number, unit: Unit): string {
  switch (unit) {
    case "/s":
      return `${Math.round(value).toLocaleString("en-US")}/s`;
    case "ms":
      return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en-US")} ms`;
    case "calls":
      return String(Math.round(value));
    case "recall":
      return value.toFixed(2);
  }
}

/** No more digits than a noisy run can give. */
export function roundRatio(value: number): number {
  return Number(value.toPrecision(2));
}
