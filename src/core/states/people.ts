/** Somebody's role changed. Work goes on to its pull request; who is asked must be somebody who may decide. */
import { askAgain, go, keep, stay } from "../decision.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { Decision, Effect, FactOf, Rules, WorkItem } from "../work-item.ts";

/** What they may do now is read: a role can come from a team as well. */
export function whenMemberChanged(item: WorkItem, fact: FactOf<"member_changed">): Decision {
  const { login } = fact;
  if (login !== whomToAsk(item)) return stay(item, `${login} is not who is asked here.`);
  const find: Effect = { type: "read_contact", login };
  return keep(item, [find], `What ${login} may do has changed; it is read.`);
}

/** An open question moves to the next person at once; nobody is mentioned where nothing is asked. */
export function whenPersonLeft(
  item: WorkItem,
  fact: FactOf<"person_left">,
  rules: Rules,
): Decision {
  const { login, next } = fact;
  const { state } = item;
  if (login !== whomToAsk(item)) return stay(item, `${login} is not who is asked here.`);
  if (next === null) {
    const why = `${login} may not decide here any more, and AO knows nobody else to ask.`;
    return go(item, fact, { state, why });
  }
  const moved: WorkItem = { ...item, contact: next };
  const why = `${login} may not decide here any more; ${next} is asked instead.`;
  if (state.name !== "waiting" || state.for !== "person") return go(moved, fact, { state, why });
  return askAgain(moved, fact, rules, { state, key: `ask:${fact.id}`, why });
}
