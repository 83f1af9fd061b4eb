/** The base branch and people's roles: rows of every state. */
import {
  retargeted,
  defaultBranchChanged,
  memberChanged,
  personLeft,
} from "../../support/fact-builders.ts";
import { NOW, states, workItem } from "../../support/builders.ts";
import type { Change } from "../../../src/core/changes.ts";
import type { StateName, WorkItem } from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const types: Change["type"][] = [
  "default_branch_changed",
  "retargeted",
  "member_changed",
  "person_left",
];
const watched = workItem({ state: states.watching() });
const parked: WorkItem = workItem({
  state: {
    name: "waiting",
    for: "repository",
    reason: "archived",
    since: NOW,
    remindAt: null,
    onwards: { kind: "words" },
    before: null,
  },
});

const more: Partial<Record<StateName, Case[]>> = {
  watching: [
    {
      when: "another branch",
      item: watched,
      fact: defaultBranchChanged({ from: "next", to: "main" }),
    },
    { when: "by GitHub itself", item: watched, fact: retargeted({ by: null }) },
    { when: "known", item: watched, fact: retargeted({ branch: "main" }) },
    { when: "somebody else", item: watched, fact: memberChanged({ login: "sam" }) },
    { when: "somebody else", item: watched, fact: personLeft({ login: "sam" }) },
    {
      when: "who was asked instead",
      item: { ...watched, contact: "jo" },
      fact: memberChanged({ login: "jo" }),
    },
  ],
  waiting: [
    {
      when: "and nobody else is known",
      item: workItem({ state: states.waiting() }),
      fact: personLeft({ next: null }),
    },
    { when: "parked", item: parked, fact: personLeft() },
  ],
};

/** @returns the rows of one state about the base and about people */
export function changedAroundIn(state: StateName | "nothing"): Case[] {
  if (state === "nothing") return ignored(null, types);
  const item = workItem({ state: states[state]() });
  if (state === "done") return ignored(item, types);
  return [
    { when: "", item, fact: defaultBranchChanged() },
    { when: "", item, fact: retargeted() },
    { when: "the requester", item, fact: memberChanged() },
    { when: "the requester", item, fact: personLeft() },
    ...(more[state] ?? []),
  ];
}
