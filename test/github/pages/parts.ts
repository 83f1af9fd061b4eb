/** The small things that several pages show. */
import { html } from "hono/html";
import type { Label, Reactable, Reaction, User } from "../model/words.ts";
import type { Html } from "./layout.ts";

/** Initials on a colour of their own; a bot's is square, as on GitHub. */
export function renderAvatar(user: User): Html {
  const hue = Array.from(user.login).reduce(
    (sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 360,
    7,
  );
  const kind = user.type === "Bot" ? "avatar bot" : "avatar";
  return html`<span class="${kind}" style="background:hsl(${String(hue)} 45% 42%)"
    >${user.login.slice(0, 2).toUpperCase()}</span
  >`;
}

export function renderAuthor(user: User): Html {
  const bot = user.type === "Bot" ? html` <span class="tag">bot</span>` : "";
  return html`<b>${user.login.replace(/\[bot\]$/, "")}</b>${bot}`;
}

export function renderLabel({ name, color }: Pick<Label, "name" | "color">): Html {
  // A colour comes from whoever made the label.
  const rgb = /^[0-9a-f]{6}$/i.test(color) ? color : "ededed";
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    Number.parseInt(rgb.slice(at, at + 2), 16),
  );
  const text = red * 0.299 + green * 0.587 + blue * 0.114 > 150 ? "#1f2328" : "#ffffff";
  return html`<span class="label" style="background:#${rgb};color:${text}">${name}</span>`;
}

export function renderReactions(reactions: readonly Reaction[]): Html {
  const counts = new Map<Reactable, number>();
  for (const { content } of reactions) counts.set(content, (counts.get(content) ?? 0) + 1);
  if (counts.size === 0) return html``;
  const pills = [...counts].map(
    ([content, count]) => html`<span class="reaction">${EMOJI[content]} ${String(count)}</span>`,
  );
  return html`<p class="reactions">${pills}</p>`;
}

const EMOJI: Record<Reactable, string> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  confused: "😕",
  heart: "❤️",
  hooray: "🎉",
  rocket: "🚀",
  eyes: "👀",
};

/** `now`, `12 s ago`, `3 min ago`, `2 h ago`, then the day. */
export function renderAgo(at: number, now: number): Html {
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  const iso = new Date(at).toISOString();
  const text =
    seconds < 5
      ? "now"
      : seconds < 60
        ? `${seconds} s ago`
        : seconds < 3_600
          ? `${Math.floor(seconds / 60)} min ago`
          : seconds < 86_400
            ? `${Math.floor(seconds / 3_600)} h ago`
            : iso.slice(0, 10);
  return html`<time datetime="${iso}">${text}</time>`;
}

export type Outcome = "good" | "bad" | "running" | "neutral";

/** How GitHub colours a check or a status. `conclusion` null: it still runs. */
export function judge(conclusion: string | null): Outcome {
  if (conclusion === null) return "running";
  if (conclusion === "success") return "good";
  return conclusion === "neutral" || conclusion === "skipped" ? "neutral" : "bad";
}

/** The worst of several. */
export function judgeAll(outcomes: readonly Outcome[]): Outcome | null {
  const order: readonly Outcome[] = ["bad", "running", "good", "neutral"];
  return order.find((one) => outcomes.includes(one)) ?? null;
}

export function renderMark(outcome: Outcome): Html {
  return html`<span class="mark ${outcome}">${MARK[outcome]}</span>`;
}

const MARK: Record<Outcome, string> = { good: "✓", bad: "✕", running: "●", neutral: "–" };
