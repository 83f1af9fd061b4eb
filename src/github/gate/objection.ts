/** Why something is not pushed. */
import { makeRedactor } from "../../protocol/redact.ts";
import { sanitise } from "../../protocol/sanitise.ts";
import type { PushObjection } from "../../core/work-item.ts";

/** Thrown where what was handed over can't be read any further; its message is for people. */
export class Objection extends Error {
  override readonly name = "Objection";
  /** The agent can mend it with other commits. */
  readonly forAgent: boolean;
  readonly about: PushObjection;
  constructor(says: string, forAgent: boolean, about: PushObjection = "other") {
    super(says);
    this.forAgent = forAgent;
    this.about = about;
  }
}

/** The pack lacks what its commits name, which none a runner makes by itself does: `what` is "a folder". */
export function incomplete(what: string): Objection {
  const says = `What the runner handed over is incomplete: ${what} is missing. \`/ao retry\` lets it be made anew.`;
  return new Objection(says, false);
}

const MAX_PATH_CHARS = 120;

const redact = makeRedactor([]);

/** A path as it may stand in a comment: in backticks of its own, nothing hidden, no secret, not endless. */
export function shown(path: string): string {
  const name = redact(sanitise(path).text).replaceAll(/[`\s\p{Cc}]/gu, "?");
  const { length } = name;
  return `\`${length > MAX_PATH_CHARS ? `${name.slice(0, 60)}…${name.slice(-50)}` : name}\``;
}

/** What git or GitHub said, as a part of a sentence: its first telling line. */
export function firstLine(text: string): string {
  const line = text.split("\n").find((one) => one.trim() !== "") ?? "";
  return redact(sanitise(line.trim()).text).replaceAll("`", "'").slice(0, 200);
}
