/** Numbers and lists as people read them. */
import { sanitise } from "../../protocol/sanitise.ts";
import type { WorkItem } from "../work-item.ts";

/** `45 s`, `12 min`, `3 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}

/** `1 commit`, `3 commits`. */
export function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}

/** `lint` and `test`, each as code; of more the first two and how many there are: a lock screen shows no more. */
export function checkNames(names: readonly string[]): string {
  const shown = names.slice(0, 2).map(
    (name) =>
      `\`${sanitise(name)
        .text.replaceAll(/[`\s]+/g, " ")
        .slice(0, 60)}\``,
  );
  const more = names.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

/** What it has cost so far: `$1.84 · 14 min of agent time`. Agents that name no price are shown by their tokens. */
export function spent(item: WorkItem): string {
  const { usd, tokens, activeMs } = item.spent;
  const money = usd > 0 ? `$${usd.toFixed(2)}` : tokens > 0 ? `${compact(tokens)} tokens` : null;
  const time = `${duration(activeMs)} of agent time`;
  return money === null ? time : `${money} · ${time}`;
}

function compact(amount: number): string {
  return amount < 1_000 ? String(amount) : `${Math.round(amount / 1_000)}k`;
}
