/** `/ao why`: the last decisions in their own sentences, newest last. */
import { plain } from "../../protocol/fence.ts";
import type { WorkItem } from "../work-item.ts";

export function whyText(item: WorkItem): string {
  const lines = item.trail.map(
    // Backticks would be shown as they are: every sentence may quote what others wrote.
    ({ at, why }) =>
      `- ${clock(at)} ${plain(why.replaceAll("`", "").replaceAll(/\s+/g, " ").slice(0, MAX_CHARS))}`,
  );
  return [`**Why #${item.number} is where it is** (UTC):`, "", ...lines].join("\n");
}

/** A sentence, not what a program wrote in it. */
const MAX_CHARS = 300;

/** `14:02`, from milliseconds since the epoch. */
function clock(at: number): string {
  const minutes = Math.floor(at / 60_000) % 1_440;
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
