/** One box of a thread: who said what when, and what a phone shows of it before it is opened. */
import { html } from "hono/html";
import type { Comment, Reaction, User } from "../model/words.ts";
import type { Html } from "./layout.ts";
import { previewLine, renderMarkdown } from "./markdown.ts";
import { renderAgo, renderAuthor, renderAvatar, renderReactions } from "./parts.ts";
import type { Place } from "./place.ts";

export interface Said {
  author: User;
  body: string;
  at: number;
  reactions: readonly Reaction[];
  edits: number;
  /** Why it is hidden, or null. */ minimized: string | null;
  /** After the name, as "approved" or a file's line. */ note: string;
}

export function describeComment(comment: Comment): Said {
  const { author, body, createdAt, reactions, edits, minimized } = comment;
  return { author, body, at: createdAt, reactions, edits: edits.length, minimized, note: "" };
}

export function renderSaid(said: Said, place: Place): Html {
  const { author, at, edits, minimized, note } = said;
  const times = edits === 1 ? "edited" : `edited ${edits} times`;
  const box = html`<section class="comment">
    <header>
      ${renderAvatar(author)}${renderAuthor(author)} ${note} · ${renderAgo(at, place.now)}
      ${edits === 0 ? "" : `· ${times}`}
    </header>
    ${renderBody(said, place)} ${renderReactions(said.reactions)}
  </section>`;
  if (minimized !== null) {
    const why = minimized.toLowerCase().replaceAll("_", " ");
    return html`<details class="event">
      <summary>A comment of <b>${author.login}</b> is hidden (${why})</summary>
      ${box}
    </details>`;
  }
  return html`${renderLockScreen(said, place)}${box}`;
}

function renderBody({ body }: Said, place: Place): Html {
  const shown =
    body.trim() === "" ? html`<em>No description provided.</em>` : renderMarkdown(body, place);
  return html`<div class="markdown-body">${shown}</div>`;
}

/** What the mobile app pushes to whoever is mentioned: the first line, before anything is opened. */
function renderLockScreen({ author, body }: Said, { world, repositoryPath }: Place): Html {
  const line = previewLine(body);
  const mentioned = [...body.matchAll(/(?<![\w/&-])@([a-z\d][a-z\d-]{0,38})/gi)].some(
    ([, login]) => world.users.get(login?.toLowerCase() ?? "")?.type === "User",
  );
  if (!mentioned || author.type === "User" || line === "") return html``;
  return renderNotice(`${author.login} mentioned you · ${repositoryPath.slice(1)}`, line);
}

/** A notification as it lies on a lock screen. */
export function renderNotice(title: string, line: string): Html {
  return html`<aside class="lock">
    <small>🔔 Lock screen: ${title}</small><span>${line}</span>
  </aside>`;
}
