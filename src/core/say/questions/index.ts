/** Which file says which question. A new kind is a file beside this and a row here. */
import { cannotLog } from "./cannot-log.ts";
import { cannotReproduce } from "./cannot-reproduce.ts";
import { checksNeedYou } from "./checks-need-you.ts";
import { crashed } from "./crashed.ts";
import { needsInfo } from "./needs-info.ts";
import { madePublic } from "./made-public.ts";
import { missingPermission } from "./missing-permission.ts";
import { noProof } from "./no-proof.ts";
import { notFixed } from "./not-fixed.ts";
import { nothingDone } from "./nothing-done.ts";
import { ourBug } from "./our-bug.ts";
import { pushRefused } from "./push-refused.ts";
import { stillRed } from "./still-red.ts";
import { tooBig } from "./too-big.ts";
import type { Asks } from "./asks.ts";
import type { Question } from "../../work-item.ts";

const kinds: { [K in Question["kind"]]: Asks<K> } = {
  cannot_log: cannotLog,
  cannot_reproduce: cannotReproduce,
  checks_need_you: checksNeedYou,
  crashed,
  needs_info: needsInfo,
  made_public: madePublic,
  missing_permission: missingPermission,
  no_proof: noProof,
  not_fixed: notFixed,
  nothing_done: nothingDone,
  our_bug: ourBug,
  push_refused: pushRefused,
  still_red: stillRed,
  too_big: tooBig,
};

export function asksOf(question: Question): Asks<Question["kind"]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table pairs each kind with its words; TypeScript loses the pairing in a union
  return kinds[question.kind] as Asks<Question["kind"]>;
}
