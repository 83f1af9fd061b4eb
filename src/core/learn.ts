/** What a repository's lane learns: its last policy without mistakes stays in force, and what was flaky is remembered. */
import { narrow } from "./policy.ts";
import { isKnownFlaky } from "./ci-memory.ts";
import type { Lane } from "./lane.ts";
import type { Limits } from "./policy.ts";
import type { Fact, WorkItem } from "./work-item.ts";

const MAX_FLAKY = 50;

export function learnPolicy(lane: Lane, fact: Fact, limits: Limits): Lane {
  if (fact.type !== "request_read" || fact.policy.file === null) return lane;
  return { ...lane, policy: narrow(limits, fact.policy.file) };
}

/** Failures of `item` that were gone when their job was run again. Nothing new leaves the lane as it is. */
export function learnFlaky(lane: Lane, item: Pick<WorkItem, "ci">): Lane {
  const known = lane.flaky ?? [];
  const news = item.ci.reruns
    .filter((one) => one.why === "flaky" && one.passed && !isKnownFlaky(known, one))
    .map(({ check, says, fingerprint, at }) => ({ check, says, fingerprint, at }));
  return news.length === 0 ? lane : { ...lane, flaky: [...known, ...news].slice(-MAX_FLAKY) };
}
