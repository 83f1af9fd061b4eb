/** `/ao why`: the last decisions in their own sentences, newest last. */
import { plain } from "../../protocol/fence.ts";
import type { WorkItem } from "../work-item.ts";

export function whyText(item: WorkItem): string {
  const lines = item.trail.map(({ at, why }) => `- ${clock(at)} ${plain(why)}`);
  return [`**Why #${item.number} is where it is** (UTC):`, "", ...lines].join("\n");
}

/** `14:02`, from milliseconds since the epoch. */
function clock(at: number): string {
  const minutes = Math.floor(at / 60_000) % 1_440;
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
