/** What goes on in a job right now, numbered, so that the newest wins whatever overtakes what. */
import type { Progress } from "../src/protocol/words.ts";
import type { AgentState } from "./agents/agent.ts";
import type { Outlet } from "./outlet.ts";

export type ProgressBoard = {
  phase: (phase: Progress["phase"]) => void;
  /** Something changed in what `read` reads; it is read when it is sent, not each time it changes. */
  touch: () => void;
  watch: (read: () => AgentState) => void;
  /** The newest state, or null when the app has it already. */ next: () => Progress | null;
  acknowledged: (seq: number) => void;
  state: () => AgentState;
};

const nothing: AgentState = { plan: [], lastTool: null, toolCalls: 0, tokens: null, costUsd: null };

export function makeProgressBoard(outlet: Outlet): ProgressBoard {
  let seq = 0;
  let acknowledgedSeq = -1;
  let phase: Progress["phase"] = "preparing";
  let read: (() => AgentState) | null = null;
  const state = () => outlet.state(read?.() ?? nothing);
  const touch = () => {
    seq += 1;
  };
  return {
    touch,
    state,
    phase: (next) => {
      phase = next;
      touch();
    },
    watch: (reader) => {
      read = reader;
      touch();
    },
    next: () => (seq > acknowledgedSeq ? { seq, phase, ...state() } : null),
    acknowledged: (at) => {
      acknowledgedSeq = Math.max(acknowledgedSeq, at);
    },
  };
}
