/** The one way text leaves a runner: without what a person can't see, without secrets, never longer than agreed. */
import { makeRedactor } from "../src/protocol/redact.ts";
import { sanitise } from "../src/protocol/sanitise.ts";
import type { CommandRun, Diagnosis, PlanEntry } from "../src/protocol/words.ts";
import type { AgentState } from "./agents/agent.ts";

export type Outlet = {
  /** A secret that came up later, such as a job's read-only token. */ learn: (
    secret: string,
  ) => void;
  /** The beginning of a text. */ head: (text: string, maxChars: number) => string;
  /** The end of a text: of output, where the reason stands last. */
  tail: (text: string, maxChars: number) => string;
  diagnosis: (raw: Diagnosis) => Diagnosis;
  command: (raw: CommandRun) => CommandRun;
  plan: (raw: readonly PlanEntry[]) => PlanEntry[];
  state: (raw: AgentState) => AgentState;
};

export function makeOutlet(secrets: readonly string[]): Outlet {
  let known = [...secrets];
  let redact = makeRedactor(known);
  // Redacted before and after: a hidden character may split a secret, and a marker may stand where one was.
  const clean = (text: string) => redact(sanitise(redact(text)).text);
  const head = (text: string, maxChars: number) => clean(text).slice(0, maxChars);
  const tail = (text: string, maxChars: number) => clean(text).slice(-maxChars);
  const plan = (raw: readonly PlanEntry[]) =>
    raw.map((entry) => ({ content: head(entry.content, 500), status: entry.status }));
  return {
    learn: (secret) => {
      known = [...known, secret];
      redact = makeRedactor(known);
    },
    head,
    tail,
    plan,
    diagnosis: (raw) => ({
      ...raw,
      says: head(raw.says, 1_000),
      lastOutput: tail(raw.lastOutput, 4_000),
      checked: raw.checked.slice(0, 20).map((phrase) => head(phrase, 300)),
    }),
    command: (raw) => ({
      ...raw,
      command: head(raw.command, 1_000),
      output: tail(raw.output, 20_000),
    }),
    state: (raw) => ({
      ...raw,
      plan: plan(raw.plan),
      lastTool: raw.lastTool === null ? null : head(raw.lastTool, 300),
    }),
  };
}
