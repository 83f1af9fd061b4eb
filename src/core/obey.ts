/** Does what a person with the right to say it has said. One function per verb; words go to the agent. */
import { forgive } from "./attempts.ts";
import { finish, keep } from "./decision.ts";
import type { Kept } from "./decision.ts";
import { goOnAnswered, tryAgain } from "./resume.ts";
import { addWords, goOnWith } from "./words-for-agent.ts";
import type { Verb } from "./command.ts";
import { helpText } from "./commands/index.ts";
import { noChoiceText } from "./say/choice.ts";
import { mistakeText } from "./say/mistake.ts";
import { asksOf } from "./say/questions/index.ts";
import { statusReply } from "./say/status.ts";
import { stoppedText } from "./say/stopped.ts";
import { whyText } from "./say/why.ts";
import type { Effect, Fact, InboxEntry, Rules, State, StateOf, WorkItem } from "./work-item.ts";

interface About {
  fact: Fact;
  rules: Rules;
}
type Obey = (item: WorkItem, entry: InboxEntry, about: About) => Kept;

export function obey(item: WorkItem, entry: InboxEntry, about: About): Kept {
  const { said } = entry;
  switch (said.kind) {
    case "command":
      return byVerb[said.verb](item, entry, about);
    case "words":
      return hear(item, entry, said.text, about);
    case "choice":
      return choose(item, entry, said.number, about);
    case "mistake":
      return answer(item, entry, {
        body: mistakeText(said),
        reaction: "confused",
        why: `\`${said.line}\` is no command AO knows; the nearest was named.`,
      });
  }
}

const byVerb: Record<Verb, Obey> = { run, status, stop, retry, allow, why: sayWhy, help };

function status(item: WorkItem, entry: InboxEntry, about: About): Kept {
  const body = statusReply(item, about.rules);
  return answer(item, entry, { body, why: `${entry.by} asked for the status.` });
}

function sayWhy(item: WorkItem, entry: InboxEntry): Kept {
  return answer(item, entry, { body: whyText(item), why: `${entry.by} asked why.` });
}

function help(item: WorkItem, entry: InboxEntry): Kept {
  return answer(item, entry, { body: helpText(), why: `${entry.by} asked for help.` });
}

/** On an issue `/ao run` asks anew; here it was written where work is going on, or in a pull request's thread. */
function run(item: WorkItem, entry: InboxEntry): Kept {
  const body = startsNothing(
    item,
    entry.said.kind === "command" && entry.said.argument === "fresh",
  );
  return answer(item, entry, { body, why: `${entry.by} asked to run what needs no start here.` });
}

function startsNothing(item: WorkItem, fresh: boolean): string {
  const { state, number } = item;
  if (state.name === "done") return finished(item);
  if (fresh)
    return `AO is on #${number} already. To start over: \`/ao stop\`, then \`/ao run fresh\`.`;
  return state.name === "waiting" && state.for === "person"
    ? `AO is on #${number} and waits for an answer. \`/ao retry\` tries the same again.`
    : `AO is on #${number} already. \`/ao status\` says how far it is.`;
}

function finished(item: WorkItem): string {
  return `This work is finished. Write \`/ao run\` in #${item.number} to start it again.`;
}

function stop(item: WorkItem, entry: InboxEntry, about: About): Kept {
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
  if (ended.state.name !== "done" || ended.state.ending !== null) return done;
  const comment: Effect = {
    type: "comment",
    key: `stopped:${entry.id}`,
    thread: entry.comment.thread,
    body: stoppedText(ended, { confirmedAfterMs: 0, keptEdits: false }),
  };
  return { ...done, effects: [...done.effects, comment] };
}

function retry(item: WorkItem, entry: InboxEntry, about: About): Kept {
  if (item.state.name !== "waiting") {
    const body =
      item.state.name === "done"
        ? finished(item)
        : `Nothing has failed: there is nothing to retry. \`/ao status\` says how far it is.`;
    return answer(item, entry, { body, why: `${entry.by} said retry; nothing waits for it.` });
  }
  return tryAgain(forgive(item), item.state, about.fact, {
    effects: [{ type: "react", to: entry.comment, content: "rocket" }],
    why: `${entry.by} said retry.`,
  });
}

/** Holds for the item and whoever goes on with its branch. Commits that were refused for their tests are pushed now. */
function allow(item: WorkItem, entry: InboxEntry, about: About): Kept {
  const { state } = item;
  if (state.name === "done") {
    const why = `${entry.by} allowed tests to go; the work had ended before.`;
    return answer(item, entry, { body: finished(item), why });
  }
  const allowed = { ...item, testsAllowedBy: entry.by };
  const why = `${entry.by} allowed tests to be removed or loosened.`;
  if (isAskedAboutTests(state)) {
    const rocket: Effect = { type: "react", to: entry.comment, content: "rocket" };
    return tryAgain(allowed, state, about.fact, { effects: [rocket], why });
  }
  const body =
    "From now on this work may remove or loosen tests. The pull request says that you allowed it.";
  const answered = answer(allowed, entry, { body, why });
  return { ...answered, effects: [...answered.effects, { type: "show" }] };
}

function isAskedAboutTests(state: State): state is StateOf<"waiting"> {
  return (
    state.name === "waiting" &&
    state.for === "person" &&
    state.question.kind === "push_refused" &&
    state.question.about === "tests"
  );
}

function hear(item: WorkItem, entry: InboxEntry, text: string, about: About): Kept {
  if (item.state.name === "done") {
    const body = `This work is finished, so no agent reads that. Write \`/ao run\` in #${item.number} to start it again.`;
    return answer(item, entry, { body, why: `${entry.by} wrote to a finished work item.` });
  }
  const words = { id: entry.id, by: entry.by, text, comment: entry.comment };
  const told = addWords(item, words);
  if (item.state.name === "waiting") {
    const why = `${entry.by} answered; the agent goes on with it.`;
    // Whoever writes then does not want to wait: the issue may well be about what fails on the base.
    const ci = item.state.for === "base" ? { ...item.ci, mendsBase: true } : item.ci;
    return goOnAnswered(forgive({ ...told, ci }), item.state, about.fact, { effects: [], why });
  }
  if (item.state.name === "watching" || item.state.name === "in_review") {
    return goOnWith(told, about.fact, `${entry.by} wrote to the agent; it goes on with that.`);
  }
  const show: Effect = { type: "show" };
  const job = item.state.name === "working" ? item.state.job : null;
  if (job === null || job.stage === "offered") {
    return keep(told, [show], `${entry.by} wrote to the agent; it reads that when it starts.`);
  }
  const why = `${entry.by} wrote to the agent; it reads that when its turn ends.`;
  const tell: Effect[] = job.stage === "leased" ? [{ type: "tell_job", jobId: job.id, words }] : [];
  return keep(told, [...tell, show], why);
}

/** A number is the answer to a question that offers options; the agent reads which one that is. */
function choose(item: WorkItem, entry: InboxEntry, number: number, about: About): Kept {
  const choices = choicesOf(item);
  const chosen = choices[number - 1];
  if (chosen !== undefined) return hear(item, entry, chosen, about);
  const body = item.state.name === "done" ? finished(item) : noChoiceText(choices.length);
  const why = `${entry.by} chose ${number}, which is no option.`;
  return answer(item, entry, { body, reaction: "confused", why });
}

function choicesOf({ state }: WorkItem): string[] {
  if (state.name !== "waiting" || state.for !== "person") return [];
  return asksOf(state.question).choices?.(state.question) ?? [];
}

function answer(
  item: WorkItem,
  entry: InboxEntry,
  reply: { body: string; reaction?: "confused"; why: string },
): Kept {
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
