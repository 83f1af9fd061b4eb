/** All rows, by state. A new state does not compile until its rows are here. */
import type { StateName } from "../../../src/core/work-item.ts";
import type { Case } from "./case.ts";
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
  nothing: [...nothing, ...changesIn("nothing")],
  requested: [...requested, ...changesIn("requested")],
  queued: [...queued, ...changesIn("queued")],
  working: [...working, ...changesIn("working")],
  watching: [...watching, ...changesIn("watching")],
  waiting: [...waiting, ...changesIn("waiting")],
  in_review: [...inReview, ...changesIn("in_review")],
  done: [...done, ...changesIn("done")],
};
