/** All rows, by state. A new state does not compile until its rows are here. */
import type { StateName } from "../../../src/core/work-item.ts";
import type { Case } from "./case.ts";
import { changedAroundIn } from "./changed-around.ts";
import { changesIn } from "./changes.ts";
import { done } from "./done.ts";
import { inReview } from "./in-review.ts";
import { nothing } from "./nothing.ts";
import { queued } from "./queued.ts";
import { requested } from "./requested.ts";
import { waiting } from "./waiting.ts";
import { watching } from "./watching.ts";
import { working } from "./working.ts";

export const cases: Record<StateName | "nothing", Case[]> = {
  nothing: [...nothing, ...changesIn("nothing"), ...changedAroundIn("nothing")],
  requested: [...requested, ...changesIn("requested"), ...changedAroundIn("requested")],
  queued: [...queued, ...changesIn("queued"), ...changedAroundIn("queued")],
  working: [...working, ...changesIn("working"), ...changedAroundIn("working")],
  watching: [...watching, ...changesIn("watching"), ...changedAroundIn("watching")],
  waiting: [...waiting, ...changesIn("waiting"), ...changedAroundIn("waiting")],
  in_review: [...inReview, ...changesIn("in_review"), ...changedAroundIn("in_review")],
  done: [...done, ...changesIn("done"), ...changedAroundIn("done")],
};
