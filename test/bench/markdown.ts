/** The README's section, read on a phone: a list, one line for each thing measured, what it was held against below it. */
import { sayMachine } from "./machine.ts";
import type { MachineFacts } from "./machine.ts";
import { judge } from "./measure.ts";
import type { Row } from "./figure.ts";
import { describeAim, describeAgainst, roundRatio, showOurs } from "./table.ts";
import type { Result } from "./table.ts";

const BUSY = " It was busy with other work.";

export function drawSection(
  results: readonly Result[],
  about: { machine: MachineFacts; rounds: number },
): string {
  const { machine, rounds } = about;
  return [
    "## How fast",
    "",
    `One run of \`npm run bench\`, all variants taking turns for ${rounds} rounds: the median, and the worst round. The same machine is`,
    "twice as fast an hour later, so believe the ratios (AO's number ÷ the other's), not the numbers. An aim that is not met says so.",
    "`npm run bench -- --markdown` prints this section anew.",
    "",
    `Measured ${sayMachine(machine)}.${machine.load > machine.cores ? BUSY : ""}`,
    "",
    ...results.flatMap(drawFigure),
  ].join("\n");
}

function drawFigure({ figure, measured }: Result): string[] {
  const whats = [...new Set(measured.rows.map(({ what }) => what))];
  const rows = whats.flatMap((what) => drawRows(measured.rows.filter((row) => row.what === what)));
  return [
    `**${figure.id}: ${figure.meaning}**`,
    "",
    ...rows,
    ...(rows.length === 0 ? [] : ["", "What to know of it:", ""]),
    ...measured.notes.map((note) => `- ${note}`),
    "",
  ];
}

/** Of one thing that was held against several. */
function drawRows(rows: readonly Row[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const own = first.aim?.of === "ours" ? first : null;
  const verdict = own === null ? "" : ` (${sayAim(own)})`;
  return [
    `- ${first.what}: **${showOurs(first)}**${verdict}`,
    ...rows.filter(({ against }) => against !== null).map((row) => `  - ${drawRatio(row)}`),
  ];
}

function drawRatio(row: Row): string {
  const { ratio } = judge(row);
  if (ratio === null) throw new Error(`${row.what}: a ratio to nothing`);
  const aim = row.aim?.of === "ratio" ? `; ${sayAim(row)}` : "";
  return `${roundRatio(ratio.median)} × ${describeAgainst(row)}, worst ${roundRatio(ratio.worst)}${aim}`;
}

function sayAim(row: Row): string {
  const met = { yes: "met", median: "met by the median only", no: "not met" };
  const verdict = judge(row).met;
  return `aim ${describeAim(row)}, ${verdict === null ? "" : met[verdict]}`;
}
