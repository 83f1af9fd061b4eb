/** The labels AO lives by, made at installation: a phone can't add a label that does not exist. */
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

const LABELS = [
  { name: "ao", color: "5319e7", description: "AO works on it" },
  { name: "ao:needs-you", color: "d93f0b", description: "AO has a question for a person" },
  { name: "ao:ready", color: "0e8a16", description: "AO's pull request is ready for review" },
];

export const createLabels: Performer<Extract<Effect, { type: "create_labels" }>> = async ({
  parts,
  effect,
}) => {
  for (const { name, color, description } of LABELS) {
    await parts.github.createLabel(effect.repository, name, { color, description });
  }
  return null;
};
