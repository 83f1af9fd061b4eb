/**
 * The agent ended its turn without a commit and says why, with proof: nothing to do, not to be reproduced, a question, too
 * big. None of these is a failure. What a person has to decide is asked; what GitHub can tell is asked of GitHub.
 */
import { ask, finish, go, queue, stay, threadOf } from "../decision.ts";
import { watchAgain } from "../resume.ts";
import { agentAnswerText } from "../say/agent-answer.ts";
import { alreadyFixedText } from "../say/already-fixed.ts";
import { goOnWith } from "../words-for-agent.ts";
import { describeResult } from "../../protocol/outcome-file.ts";
import type { AlreadyFixed, Result } from "../../protocol/outcome-file.ts";
import type {
  Decision,
  Effect,
  Fact,
  FactOf,
  Question,
  Rules,
  StateOf,
  WorkItem,
} from "../work-item.ts";

type Working = StateOf<"working">;
interface About {
  result: Result;
  rules: Rules;
}

/** `item` has taken the report in. What people wrote meanwhile comes first: it may change what the agent would say. */
export function whenResult(item: WorkItem, state: Working, fact: Fact, about: About): Decision {
  const { result, rules } = about;
  if (item.words.length > 0) {
    return goOnWith(item, fact, "The agent's turn ended; what people wrote meanwhile is next.");
  }
  const { head } = item;
  if (head !== null && state.turn.kind === "words" && result.outcome !== "needs_info") {
    return tellAnswer(item, fact, { headSha: head, says: describeResult(result) });
  }
  if (result.outcome === "already_fixed" && head === null) {
    return prove(item, state, fact, result);
  }
  return ask(item, fact, rules, {
    question: questionOf(result),
    onwards: state.turn,
    why: WHY[result.outcome],
  });
}

const WHY: Record<Result["outcome"], string> = {
  already_fixed: "The agent says that nothing is left to do; a person is asked.",
  cannot_reproduce: "The agent could not reproduce it and says what it ran; a person is asked.",
  needs_info: "The agent has a question that only a person can answer.",
  too_big: "The agent says it is too big for one change and names its parts; a person chooses.",
};

function questionOf(result: Result): Question {
  switch (result.outcome) {
    case "already_fixed":
      return { kind: "nothing_done", says: describeResult(result) };
    case "cannot_reproduce":
      return { kind: "cannot_reproduce", says: result.says, ran: result.ran };
    case "needs_info":
      return { kind: "needs_info", asks: result.question, options: result.options };
    case "too_big":
      return { kind: "too_big", says: result.says, parts: result.parts };
  }
}

/** Asked something about pushed work, an agent may well only answer: that is told, and the work stands as it was. */
export function tellAnswer(
  item: WorkItem,
  fact: Fact,
  answer: { headSha: string; says: string },
): Decision {
  const comment: Effect = {
    type: "comment",
    key: `answer:${fact.id}`,
    thread: threadOf(item),
    body: agentAnswerText(answer.says),
  };
  return watchAgain(item, fact, {
    headSha: answer.headSha,
    effects: [comment],
    why: "The agent answered without a change; its answer is told, and the pushed work stands.",
  });
}

/** The runner's word is not enough: GitHub is asked whether the base has that commit. */
function prove(item: WorkItem, state: Working, fact: Fact, claimed: AlreadyFixed): Decision {
  const { commit } = claimed;
  return go(item, fact, {
    state: { ...state, job: { ...state.job, stage: "proving", claimed } },
    effects: [{ type: "check_commit", jobId: state.job.id, commit }],
    why: `The agent says ${commit.slice(0, 7)} has fixed it; GitHub is asked whether \`${String(item.base?.branch)}\` has that.`,
  });
}

export function whenCommitChecked(
  item: WorkItem,
  state: Working,
  fact: FactOf<"commit_checked">,
  rules: Rules,
): Decision {
  const { id, claimed } = state.job;
  if (id !== fact.jobId || claimed === null) {
    return stay(item, "A commit that an earlier job named; it changes nothing.");
  }
  if (item.words.length > 0) {
    return goOnWith(item, fact, "The agent's turn ended; what people wrote meanwhile is next.");
  }
  if (fact.title === null) return whenNotOnBase(item, state, fact, { claimed, rules });
  const comment: Effect = {
    type: "comment",
    key: `fixed:${item.id}`,
    thread: item.number,
    body: alreadyFixedText(item, claimed, fact.title),
  };
  return finish(item, fact, {
    reason: "already_fixed",
    by: null,
    effects: [comment],
    why: `Nothing to do: ${claimed.commit.slice(0, 7)} on \`${String(item.base?.branch)}\` has fixed it.`,
  });
}

function whenNotOnBase(
  item: WorkItem,
  state: Working,
  fact: Fact,
  { claimed, rules }: { claimed: AlreadyFixed; rules: Rules },
): Decision {
  const { commit, says } = claimed;
  const missing = `${commit.slice(0, 7)} is not on \`${String(item.base?.branch)}\``;
  if (state.turn.kind !== "not_fixed") {
    return queue(item, fact, {
      turn: { kind: "not_fixed", commit },
      front: true,
      why: `The agent says it is fixed already, but ${missing}. It is told once.`,
    });
  }
  return ask(item, fact, rules, {
    question: { kind: "not_fixed", commit, says },
    onwards: state.turn,
    why: `The agent still says it is fixed already, but ${missing}. A person is asked.`,
  });
}
