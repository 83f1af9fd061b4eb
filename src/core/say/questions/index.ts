/** Which file says which question. A new kind is a file beside this and a row here. */
import { cannotLog } from "./cannot-log.ts";
import { cannotReproduce } from "./cannot-reproduce.ts";
import { checksHang } from "./checks-hang.ts";
import { checksNeedYou } from "./checks-need-you.ts";
import { ciFails } from "./ci-fails.ts";
import { crashed } from "./crashed.ts";
import { needsInfo } from "./needs-info.ts";
import { madePublic } from "./made-public.ts";
import { missingPermission } from "./missing-permission.ts";
import { notFixed } from "./not-fixed.ts";
import { needsSecrets } from "./needs-secrets.ts";
import { needsSignature } from "./needs-signature.ts";
import { noProof } from "./no-proof.ts";
import { notReported } from "./not-reported.ts";
import { nothingDone } from "./nothing-done.ts";
import { ourBug } from "./our-bug.ts";
import { pushRefused } from "./push-refused.ts";
import { stillRed } from "./still-red.ts";
import { tooBig } from "./too-big.ts";
import { thrownOut } from "./thrown-out.ts";
import type { Asks } from "./asks.ts";
import type { Question } from "../../work-item.ts";

const kinds: { [K in Question["kind"]]: Asks<K> } = {
  cannot_log: cannotLog,
  cannot_reproduce: cannotReproduce,
  checks_hang: checksHang,
  checks_need_you: checksNeedYou,
  ci_fails: ciFails,
  crashed,
  needs_info: needsInfo,
  made_public: madePublic,
  missing_permission: missingPermission,
  not_fixed: notFixed,
  needs_secrets: needsSecrets,
  needs_signature: needsSignature,
  no_proof: noProof,
  not_reported: notReported,
  nothing_done: nothingDone,
  our_bug: ourBug,
  push_refused: pushRefused,
  still_red: stillRed,
  too_big: tooBig,
  thrown_out: thrownOut,
};

export function asksOf(question: Question): Asks<Question["kind"]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table pairs each kind with its words; TypeScript loses the pairing in a union
  return kinds[question.kind] as Asks<Question["kind"]>;
}
