/**
 * What people write to AO. A command is kept on arrival with its number; GitHub's answer about its sender only marks it.
 * The inbox is consumed in order, never past a sender not yet known; `stop` jumps it, since it must never wait.
 */
import { keep } from "./decision.ts";
import type { Kept } from "./decision.ts";
import { whoMay } from "./command.ts";
import { mayRead, mayWrite } from "./permission.ts";
import { obey } from "./obey.ts";
import { asideText, refusalText } from "./say/refusal.ts";
import type { Effect, Fact, FactOf, InboxEntry, Permission, Rules, WorkItem } from "./work-item.ts";

/** Puts what was said into the inbox, shows 👀, and asks GitHub about the sender. */
export function receive(item: WorkItem, fact: FactOf<"commanded">): Kept {
  const entry: InboxEntry = {
    id: fact.id,
    by: fact.by,
    said: fact.said,
    comment: fact.comment,
    permission: null,
  };
  const effects: Effect[] = [
    { type: "react", to: fact.comment, content: "eyes" },
    { type: "read_permission", entryId: entry.id, login: fact.by },
  ];
  const why = `${fact.by} wrote \`${fact.said.line}\`; GitHub is asked whether they may.`;
  return keep({ ...item, inbox: [...item.inbox, entry] }, effects, why);
}

/** Marks one sender, then does all that can be done in order. */
export function consumeInbox(item: WorkItem, fact: FactOf<"permission_read">, rules: Rules): Kept {
  const inbox = item.inbox.map((entry) =>
    entry.id === fact.entryId ? { ...entry, permission: fact.permission } : entry,
  );
  const done = takeInOrder({ ...item, inbox }, { fact, rules });
  if (done.why !== "") return done;
  return { ...done, why: "An earlier comment waits for GitHub's answer; this one is next." };
}

/** GitHub could not be asked who wrote: what is unanswered is put aside, so that nothing said later waits behind it. */
export function putAside(item: WorkItem, fact: Fact, rules: Rules): Kept {
  const aside = item.inbox.filter((entry) => entry.permission === null);
  const inbox = item.inbox.filter((entry) => entry.permission !== null);
  const effects = aside.map((entry): Effect => ({
    type: "comment",
    key: `aside:${entry.by}:${entry.comment.thread}`,
    thread: entry.comment.thread,
    body: asideText(entry.by),
  }));
  const why = "GitHub could not be asked who wrote, so that was put aside.";
  const rest = takeInOrder({ ...item, inbox }, { fact, rules });
  return { ...rest, effects: [...effects, ...rest.effects], why: `${why} ${rest.why}`.trim() };
}

/** An entry whose sender GitHub has told us about. */
type Known = InboxEntry & { permission: Permission };

interface About {
  fact: Fact;
  rules: Rules;
}

function takeInOrder(item: WorkItem, about: About): Kept {
  let done: Kept = { next: item, effects: [], why: "" };
  for (let entry = nextOf(item.inbox); entry !== undefined; entry = nextOf(done.next.inbox)) {
    const inbox = done.next.inbox.filter((other) => other !== entry);
    const step = take({ ...done.next, inbox }, entry, about);
    const effects = [...done.effects, ...step.effects];
    done = { next: step.next, effects, why: `${done.why} ${step.why}`.trim() };
  }
  return done;
}

function nextOf(inbox: InboxEntry[]): Known | undefined {
  const stop = inbox.filter(isKnown).find(isStop);
  return stop ?? inbox.slice(0, 1).find(isKnown);
}

function isKnown(entry: InboxEntry): entry is Known {
  return entry.permission !== null;
}

function isStop(entry: InboxEntry): boolean {
  return entry.said.kind === "command" && entry.said.verb === "stop";
}

function take(item: WorkItem, entry: Known, about: About): Kept {
  const { permission } = entry;
  const writes = whoMay(entry.said) === "write";
  const allowed = writes ? mayWrite(permission) : mayRead(permission, item.repository);
  if (allowed) return obey(item, entry, about);
  const effects: Effect[] = [
    { type: "react", to: entry.comment, content: "confused" },
    {
      type: "comment",
      key: `refuse:${entry.by}:${entry.comment.thread}`,
      thread: entry.comment.thread,
      body: refusalText(entry.by, item.repository),
    },
  ];
  return keep(
    item,
    effects,
    `${entry.by} has no write access (${permission}), so nothing was done.`,
  );
}
