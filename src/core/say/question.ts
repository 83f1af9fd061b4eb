/** The one comment that asks a person: self-contained on a phone, its first line is what the lock screen shows. */
import { codeFence, plain } from "../../protocol/fence.ts";
import { tellingLine } from "../telling-line.ts";
import { duration, spent } from "./amounts.ts";
import type { FailedCheck } from "../checks.ts";
import type { Question, Rules, WorkItem } from "../work-item.ts";

/** Asks `question` of the requester. Mentions exactly one person, once. */
export function questionText(item: WorkItem, question: Question, rules: Rules): string {
  const remind = `Nothing runs or costs until you answer. I ask once more in ${duration(rules.timing.remindMs)}.`;
  return [
    `@${item.requester} **${headline(item, question)}**`,
    "",
    ...evidence(item, question),
    "",
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
    ...options(question),
    "",
    `Asked ${waited} ago. I do not ask again; nothing runs or costs meanwhile.`,
  ].join("\n");
}

function headline(item: WorkItem, question: Question): string {
  const issue = `#${item.number}`;
  switch (question.kind) {
    case "still_red":
      return `${codeNames(question.logs.map((log) => log.check))} is still red after ${tried(charged(item))}. How should I go on with ${issue}?`;
    case "nothing_done":
      return `The agent changed nothing for ${issue}. What should it do?`;
    case "crashed":
      return `The agent keeps failing on ${issue}. Try again?`;
    case "push_refused":
      return `I did not push the work on ${issue}. What should the agent do?`;
    case "checks_need_you":
      return `${codeNames(question.checks.map((check) => check.name))} needs you on ${issue}.`;
    case "cannot_log":
      return `${codeNames(question.checks.map((check) => check.name))} is red on ${issue} and I can't read why.`;
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
        codeFence(question.logs.map((log) => tellingLine(log.text)).join("\n")),
        "Each try, newest first:",
        ...tries(item),
      ];
    case "nothing_done":
      return ["Its last words:", codeFence(question.says.slice(-600) || "(none)")];
    case "crashed":
      return [
        plain(question.diagnosis.says),
        ...(question.diagnosis.lastOutput === ""
          ? []
          : ["Its last output:", codeFence(question.diagnosis.lastOutput.slice(-600))]),
        ...question.diagnosis.checked.map((one) => `- looked at: ${plain(one)}`),
      ];
    case "push_refused":
      return [plain(question.says)];
    case "checks_need_you":
      return question.checks.map(checkLine);
    case "cannot_log":
      return [...question.checks.map(checkLine), `The log: ${plain(question.says)}`];
    case "no_proof":
      return [
        "No check ran on it, and `verify` is not set or did not pass.",
        "`verify: npm test` in `.github/ao.yml` would let me test it myself.",
      ];
    case "our_bug":
      return [plain(question.says), "This is AO's fault, not yours. The operator's log has the rest."];
  }
}

function options(question: Question): string[] {
  const stop = "- `/ao stop`: end it here, the branch stays";
  const words = "- `/ao <what to do>`: your words reach the agent";
  const retry = "- `/ao retry`: try the same again";
  switch (question.kind) {
    case "still_red":
      return ["- `/ao <a hint>`: it reads that, and may try five more times", retry, stop];
    case "checks_need_you":
    case "cannot_log":
    case "no_proof":
    case "nothing_done":
      return [words, stop];
    case "push_refused":
    case "crashed":
    case "our_bug":
      return [retry, words, stop];
  }
}

function tries(item: WorkItem): string[] {
  return item.attempts
    .slice(item.forgiven)
    .toReversed()
    .slice(0, 5)
    .map((attempt) => `- \`${attempt.headSha.slice(0, 7)}\` ${plain(attempt.says.slice(0, 80))}`);
}

function tried(times: number): string {
  return times === 1 ? "one try" : `${times} tries`;
}

function charged(item: WorkItem): number {
  return item.attempts.length - item.forgiven;
}

function checkLine(check: FailedCheck): string {
  const summary = check.summary === null ? "" : `: ${plain(check.summary.slice(0, 160))}`;
  return `- ${codeNames([check.name])} ${check.conclusion}${summary}`;
}

function codeNames(names: readonly string[]): string {
  return names.map((name) => `\`${name.replaceAll("`", "'").slice(0, 60)}\``).join(", ");
}
