/** The one comment that asks a person: self-contained on a phone, its first line is what the lock screen shows. */
import { chargedTries } from "../attempts.ts";
import { plain } from "../../protocol/fence.ts";
import { tellingLine } from "../telling-line.ts";
import { checkNames, duration, spent } from "./amounts.ts";
import { refusedPushHeadline, refusedPushOptions, refusedPushReason } from "./refused-push.ts";
import type { FailedCheck } from "../checks.ts";
import type { Question, Rules, WorkItem } from "../work-item.ts";

/** A paragraph, so that the options don't melt into a list above them. */
const REPLY = "Reply with one of:";
/** All of it fits one screen of a phone. */
const MAX_LIST = 3;
const MAX_OUTPUT_LINES = 5;
const MAX_CHARS = 600;

/** Asks `question` of the requester. Mentions exactly one person, once. */
export function questionText(item: WorkItem, question: Question, rules: Rules): string {
  const remind = `Nothing runs or costs until you answer. I ask once more in ${duration(rules.timing.remindMs)}.`;
  return [
    `@${item.requester} **${headline(item, question)}**`,
    "",
    ...evidence(item, question),
    "",
    REPLY,
    ...options(question),
    "",
    remind,
    spent(item),
  ].join("\n");
}

/** The same question once more, shorter: who, what, and how to answer. */
export function reminderText(item: WorkItem, question: Question, rules: Rules): string {
  const waited = duration(rules.timing.remindMs);
  return [
    `@${item.requester} **Still waiting for you: ${headline(item, question)}**`,
    "",
    REPLY,
    ...options(question),
    "",
    `Asked ${waited} ago. I do not ask again; nothing runs or costs meanwhile.`,
  ].join("\n");
}

function headline(item: WorkItem, question: Question): string {
  const issue = `#${item.number}`;
  switch (question.kind) {
    case "still_red":
      return `${checkNames(question.logs.map((log) => log.check))} still red after ${tried(chargedTries(item).length)}. How should I go on with ${issue}?`;
    case "nothing_done":
      return `The agent changed nothing for ${issue}. What should it do?`;
    case "crashed":
      return `The agent keeps failing on ${issue}. Try again?`;
    case "push_refused":
      return refusedPushHeadline(question.about, issue);
    case "checks_need_you":
      return `${issue} needs you for ${checkNames(question.checks.map((check) => check.name))}.`;
    case "cannot_log":
      return `${checkNames(question.checks.map((check) => check.name))} red on ${issue}, and I can't read why.`;
    case "no_proof":
      return `Nothing tests the work on ${issue}. Is it good?`;
    case "our_bug":
      return `Something went wrong in AO on ${issue}.`;
  }
}

function evidence(item: WorkItem, question: Question): string[] {
  switch (question.kind) {
    case "still_red":
      return [
        ...quote(few(question.logs.map((log) => tellingLine(log.text))).join("\n")),
        "",
        ...tries(item),
      ];
    case "nothing_done":
      return ["Its last words:", ...quote(lastLines(question.says) || "(none)")];
    case "crashed":
      return [
        oneLine(question.diagnosis.says),
        ...(question.diagnosis.lastOutput === ""
          ? []
          : ["Its last output:", ...quote(lastLines(question.diagnosis.lastOutput))]),
      ];
    case "push_refused":
      return [refusedPushReason(question.says)];
    case "checks_need_you":
      return few(question.checks.map(checkLine));
    case "cannot_log":
      return [...few(question.checks.map(checkLine)), `The log: ${oneLine(question.says)}`];
    case "no_proof":
      return [
        "No check ran on it, and `verify` is not set or did not pass.",
        "`verify: npm test` in `.github/ao.yml` would let me test it myself.",
      ];
    case "our_bug":
      return [
        oneLine(question.says),
        "This is AO's fault, not yours. The operator's log has the rest.",
      ];
  }
}

function options(question: Question): string[] {
  const stop = "- `/ao stop`: end it here, the branch stays";
  const words = "- `/ao <what to do>`: your words reach the agent";
  const retry = "- `/ao retry`: try the same again";
  const look = "- `/ao retry`: look at the checks again";
  switch (question.kind) {
    case "still_red":
      return ["- `/ao <a hint>`: it reads that, and may try five more times", retry, stop];
    case "checks_need_you":
      return ["- Approve or rerun it on GitHub: I see that by myself", look, words, stop];
    case "no_proof":
      return ["- Good as it is: merge the pull request", look, words, stop];
    case "cannot_log":
      return [look, words, stop];
    case "push_refused":
      return [...refusedPushOptions[question.about]];
    case "nothing_done":
    case "crashed":
    case "our_bug":
      return [retry, words, stop];
  }
}

function tries(item: WorkItem): string[] {
  const charged = chargedTries(item);
  const newest = charged.at(-1)?.headSha.slice(0, 7) ?? "";
  const errors = new Set(charged.map((attempt) => attempt.fingerprint));
  if (charged.length > 1 && errors.size === 1) {
    return [`The same error each time, last on \`${newest}\`.`];
  }
  const lines = charged
    .toReversed()
    .slice(0, 5)
    .map((attempt) => `- \`${attempt.headSha.slice(0, 7)}\` ${oneLine(attempt.says.slice(0, 80))}`);
  return ["Each try, newest first:", ...lines];
}

function tried(times: number): string {
  return times === 1 ? "one try" : `${times} tries`;
}

function checkLine(check: FailedCheck): string {
  const summary = check.summary === null ? "" : `: ${oneLine(check.summary.slice(0, 160))}`;
  return `- ${checkNames([check.name])} ${oneLine(check.conclusion)}${summary}`;
}

/** What a phone shows of a list: its beginning, and how much more there is. */
function few(lines: readonly string[]): string[] {
  const more = lines.length - MAX_LIST;
  return more <= 0 ? [...lines] : [...lines.slice(0, MAX_LIST), `- and ${more} more`];
}

/** As GitHub shows words of others; unlike a code block it breaks its lines on a phone. */
function quote(text: string): string[] {
  return plain(text)
    .split("\n")
    .map((line) => `> ${line}`);
}

/** The end of what a program wrote: that is where it says why. */
function lastLines(text: string): string {
  return text.slice(-MAX_CHARS).trim().split("\n").slice(-MAX_OUTPUT_LINES).join("\n");
}

function oneLine(text: string): string {
  return plain(text.slice(0, MAX_CHARS).replaceAll(/\s+/g, " "));
}
