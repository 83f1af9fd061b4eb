/** Nothing to do, with proof and without any mention: good news wakes nobody. */
import { spent } from "./amounts.ts";
import { few } from "./questions/asks.ts";
import { firstLines, oneLine, quote } from "./quote.ts";
import { ranLine } from "./ran.ts";
import type { AlreadyFixed } from "../../protocol/outcome-file.ts";
import type { WorkItem } from "../work-item.ts";

/** @param title the first line of the commit's message */
export function alreadyFixedText(item: WorkItem, claimed: AlreadyFixed, title: string): string {
  const link = `${item.repository.name}@${claimed.commit}`;
  return [
    "**Nothing to do: it is fixed already.**",
    "",
    `By ${link}: ${oneLine(title.slice(0, 120)) || "(no message)"}`,
    "The agent ran:",
    ...few(claimed.ran.map(ranLine)),
    "",
    ...quote(firstLines(claimed.says)),
    "",
    "Close it, or `/ao <what is still wrong>`.",
    spent(item),
  ].join("\n");
}
