/** Does what a person with the right to say it has said. One function per verb; words go to the agent. */
import { finish, keep, queue } from "./decision.ts";
import { addWords, goOnWith, lastTurn } from "./words-for-agent.ts";
import type { Verb } from "./command.ts";
import { helpText } from "./commands/index.ts";
import { mistakeText } from "./say/mistake.ts";
import { statusReply } from "./say/status.ts";
import { stoppedText } from "./say/stopped.ts";
import { whyText } from "./say/why.ts";
import type { Decision, Effect, Fact, InboxEntry, Rules, WorkItem } from "./work-item.ts";

interface About {
  fact: Fact;
  rules: Rules;
}
type Obey = (item: WorkItem, entry: InboxEntry, about: About) => Decision;

export function obey(item: WorkItem, entry: InboxEntry, about: About): Decision {
  const { said } = entry;
  switch (said.kind) {
    case "command":
      return byVerb[said.verb](item, entry, about);
    case "words":
      return hear(item, entry, said.text, about);
    case "mistake":
      return answer(item, entry, {
        body: mistakeText(said),
        reaction: "confused",
        why: `\`${said.line}\` is no command AO knows; the nearest was named.`,
      });
  }
}

const byVerb: Record<Verb, Obey> = { run, status, stop, retry, why, help };

function status(item: WorkItem, entry: InboxEntry, about: About): Decision {
  const body = statusReply(item, about.rules);
  return answer(item, entry, { body, why: `${entry.by} asked for the status.` });
}

function why(item: WorkItem, entry: InboxEntry): Decision {
  return answer(item, entry, { body: whyText(item), why: `${entry.by} asked why.` });
}

function help(item: WorkItem, entry: InboxEntry): Decision {
  return answer(item, entry, { body: helpText(), why: `${entry.by} asked for help.` });
}

/** On an issue `/ao run` asks anew; here it was written where work is going on, or in a pull request's thread. */
function run(item: WorkItem, entry: InboxEntry): Decision {
  const body =
    item.state.name === "done"
      ? `This work is finished. Write \`/ao run\` in #${item.number} to start it again.`
      : `AO is on #${item.number} already. \`/ao status\` says how far it is.`;
  return answer(item, entry, { body, why: `${entry.by} asked to run what needs no start here.` });
}

function stop(item: WorkItem, entry: InboxEntry, about: About): Decision {
  if (item.state.name === "done") {
    const body = `Nothing of #${item.number} is running.`;
    return answer(item, entry, { body, why: `${entry.by} said stop; it had ended before.` });
  }
  const done = finish(item, about.fact, {
    reason: "stopped",
    by: entry.by,
    why: `${entry.by} said stop.`,
  });
  const ended = done.next;
  // While an agent runs, the reply waits for its runner's word that it is gone: `done` answers then.
  if (ended?.state.name !== "done" || ended.state.ending !== null) return done;
  const comment: Effect = {
    type: "comment",
    key: `stopped:${entry.id}`,
    thread: entry.comment.thread,
    body: stoppedText(ended, { confirmedAfterMs: 0, keptEdits: false }),
  };
  return { ...done, effects: [...done.effects, comment] };
}

function retry(item: WorkItem, entry: InboxEntry, about: About): Decision {
  if (item.state.name !== "waiting") {
    const body =
      item.state.name === "done"
        ? `This work is finished. Write \`/ao run\` in #${item.number} to start it again.`
        : `Nothing has failed: there is nothing to retry. \`/ao status\` says how far it is.`;
    return answer(item, entry, { body, why: `${entry.by} said retry; nothing waits for it.` });
  }
  return queue(forgive(item), about.fact, {
    turn: lastTurn(item),
    front: true,
    effects: [{ type: "react", to: entry.comment, content: "rocket" }],
    why: `${entry.by} said retry.`,
  });
}

function hear(item: WorkItem, entry: InboxEntry, text: string, about: About): Decision {
  if (item.state.name === "done") {
    const body = `This work is finished, so no agent reads that. Write \`/ao run\` in #${item.number} to start it again.`;
    return answer(item, entry, { body, why: `${entry.by} wrote to a finished work item.` });
  }
  const words = { id: entry.id, by: entry.by, text, comment: entry.comment };
  const told = addWords(item, words);
  if (item.state.name === "waiting") {
    return goOnWith(forgive(told), about.fact, `${entry.by} answered; the agent goes on with it.`);
  }
  if (item.state.name === "watching" || item.state.name === "in_review") {
    return goOnWith(told, about.fact, `${entry.by} wrote to the agent; it goes on with that.`);
  }
  const why = `${entry.by} wrote to the agent; it reads that when its turn ends.`;
  const effects: Effect[] = [{ type: "show" }];
  if (item.state.name === "working" && item.state.job.stage === "leased") {
    effects.unshift({ type: "tell_job", jobId: item.state.job.id, words });
  }
  return keep(told, effects, why);
}

/** A person has said how to go on: the tries so far are forgiven, and five more may follow. */
function forgive(item: WorkItem): WorkItem {
  return { ...item, forgiven: item.attempts.length, restarts: 0 };
}

function answer(
  item: WorkItem,
  entry: InboxEntry,
  reply: { body: string; reaction?: "confused"; why: string },
): Decision {
  const comment: Effect = {
    type: "comment",
    key: `answer:${entry.id}`,
    thread: entry.comment.thread,
    body: reply.body,
  };
  const react: Effect[] =
    reply.reaction === undefined
      ? []
      : [{ type: "react", to: entry.comment, content: reply.reaction }];
  return keep(item, [...react, comment], reply.why);
}
