/**
 * What people do: label issues, steer, stop, ask for the status, answer questions, merge, change their minds.
 * Each issue has its own little story, drawn from the seed.
 */
import type { Chance } from "./chance.ts";
import type { GitHubModel } from "./github/model.ts";
import { AO } from "./github/words.ts";
import type { SimComment, SimIssue, SimRepository } from "./github/words.ts";
import type { World } from "./world.ts";

export interface People {
  /** From now on nobody does anything. */
  goHome(): void;
}

export interface PeopleOptions {
  model: GitHubModel;
  /** Everything begins within this time. */
  withinMs: number;
  issues: number;
}

const SENTENCES = [
  "please keep the old name",
  "look at the other module first",
  "add a test for zero",
];

export function bringPeople(world: World, { model, withinMs, issues }: PeopleOptions): People {
  const chance = world.chance.fork("people");
  const [first, ...others] = [...model.repositories.values()];
  if (first === undefined) throw new Error("no repository for people to work in");
  let home = false;
  for (const at of [first, ...others]) {
    if (!chance.hits(0.3)) continue;
    const fromMs = chance.between(30_000, withinMs);
    // Taken back even when everybody has gone home.
    world.after(fromMs, null, () => model.archive(at, true, "jo"));
    world.after(fromMs + chance.between(5_000, 400_000), null, () =>
      model.archive(at, false, "jo"),
    );
  }
  const later = (ms: number, act: () => void): void => {
    world.after(ms, null, () => {
      if (!home) act();
    });
  };

  for (let nth = 0; nth < issues; nth += 1) {
    const at = chance.pick([first, ...others]);
    const begin = (): void => {
      if (at.archived) return later(60_000, begin);
      const issue = model.openIssue(at, { title: `sum subtracts ${nth}`, author: "sam" });
      liveThrough(chance.fork(`issue ${nth}`), at, issue);
    };
    later(chance.between(1_000, withinMs), begin);
  }

  function liveThrough(own: Chance, at: SimRepository, issue: SimIssue): void {
    const say = (by: string, body: string): SimComment =>
      model.comment(at, own.hits(0.3) ? threadOf(at, issue) : issue.number, { by, body });
    const soon = (min: number, max: number, act: () => void): void =>
      later(own.between(min, max), () => {
        if (!at.archived) act();
      });
    if (own.hits(0.8)) model.label(at, issue, "ao", own.hits(0.9) ? "mira" : "eve");
    else say("mira", "/ao run");
    if (own.hits(0.3)) soon(1_000, 400_000, () => say("mira", `/ao ${own.pick(SENTENCES)}`));
    if (own.hits(0.3)) soon(1_000, 400_000, () => say("jo", "/ao status"));
    if (own.hits(0.1)) soon(1_000, 400_000, () => say("eve", "/ao stop"));
    if (own.hits(0.25)) {
      soon(1_000, 500_000, () => {
        say("mira", "/ao stop");
        if (own.hits(0.5)) soon(1_000, 200_000, () => say("mira", "/ao run"));
      });
    }
    if (own.hits(0.15)) {
      soon(1_000, 500_000, () => {
        model.unlabel(at, issue, "ao", "mira");
        if (own.hits(0.6)) soon(1_000, 200_000, () => model.label(at, issue, "ao", "jo"));
      });
    }
    if (own.hits(0.1)) {
      soon(100_000, 700_000, () => {
        const branch = [...at.branches.keys()].find((one) => one.startsWith(`ao/${issue.number}-`));
        if (branch !== undefined) model.pushByPerson(at, branch, "mira");
      });
    }
    if (own.hits(0.08)) soon(1_000, 900_000, () => model.closeIssue(at, issue, "mira"));
    answerQuestions(own, at, issue);
    review(own, at, issue);
  }

  /** Looks at the thread every now and then, and answers at most four times. */
  function answerQuestions(own: Chance, at: SimRepository, issue: SimIssue): void {
    const answered = new Set<number>();
    const look = (): void => {
      const asks = at.comments.find(
        (one) =>
          one.by === AO &&
          one.body.startsWith("@mira") &&
          !answered.has(one.id) &&
          (one.thread === issue.number || one.thread === threadOf(at, issue)),
      );
      if (asks !== undefined && answered.size < 4 && !at.archived) {
        answered.add(asks.id);
        const says = own.pick([
          "/ao retry",
          "/ao retry",
          `/ao ${own.pick(SENTENCES)}`,
          "/ao stop",
          "",
        ]);
        if (says !== "") model.comment(at, asks.thread, { by: "mira", body: says });
      }
      later(own.between(30_000, 180_000), look);
    };
    later(own.between(30_000, 180_000), look);
  }

  function review(own: Chance, at: SimRepository, issue: SimIssue): void {
    const look = (): void => {
      const pull = pullOf(at, issue);
      if (pull !== undefined && !pull.draft && !at.archived && own.hits(0.4)) {
        model.closePull(at, pull, { merged: own.hits(0.85), by: "mira" });
        return;
      }
      later(own.between(60_000, 300_000), look);
    };
    later(own.between(60_000, 300_000), look);
  }

  return {
    goHome() {
      home = true;
    },
  };
}

function pullOf(at: SimRepository, issue: SimIssue): ReturnType<SimRepository["pulls"]["get"]> {
  return [...at.pulls.values()].findLast(
    (pull) => pull.open && pull.head.startsWith(`ao/${issue.number}-`),
  );
}

function threadOf(at: SimRepository, issue: SimIssue): number {
  return pullOf(at, issue)?.number ?? issue.number;
}
