/** The words of a script, and where the scripted agent keeps its conversations. Read `agent.ts` first. */
import path from "node:path";

/** What a scripted agent does in one turn, one after the other. Paths are relative to the session's directory. */
export type Step =
  | { do: "say"; text: string }
  | { do: "think"; text: string }
  /** The whole plan, as ACP sends it each time. */
  | {
      do: "plan";
      entries: { content: string; status: "pending" | "in_progress" | "completed" }[];
    }
  /** A tool call that is announced and completed at once; `rawInput` as a real agent would show it. */
  | { do: "tool"; title: string; kind?: "read" | "edit" | "execute" | "other"; rawInput?: unknown }
  /** What the conversation has cost so far, and how full its window is. */
  | { do: "usage"; costUsd: number; used?: number }
  /** Any `session/update`, well-formed or not. */
  | { do: "update"; update: Record<string, unknown> }
  | { do: "write"; path: string; text: string }
  /** Runs a program without a shell and waits. A non-zero exit fails the turn unless `mayFail`. */
  | { do: "run"; command: string[]; mayFail?: boolean; say?: boolean }
  /** Writes `files`, adds everything and commits. */
  | { do: "commit"; message: string; files?: Record<string, string> }
  | { do: "sleep"; ms: number }
  /** Asks for permission; the steps of the answer's kind follow, `cancelled` ends the turn. */
  | {
      do: "ask";
      title: string;
      offers?: ("allow_once" | "allow_always" | "reject_once" | "reject_always")[];
      answers?: Partial<Record<string, Step[]>>;
    }
  /** Waits until `session/cancel`; `deaf` ignores that, too. */
  | { do: "hang"; deaf?: boolean }
  | { do: "exit"; code: number; stderr?: string }
  /** Kills itself with SIGKILL in the middle of the turn. */
  | { do: "die" }
  /** Raw bytes on stdout that are no protocol. */
  | { do: "garbage"; text: string }
  | { do: "stderr"; text: string }
  /** A JSON-RPC error as the answer to the prompt: how most agents show a failing model. */
  | { do: "fail"; code?: number; message?: string; data?: unknown }
  /** `end_turn` with the typed failure that Claude's and Codex' adapters send. */
  | { do: "session_failure"; category: string; title: string }
  /** Ends the turn with this stop reason instead of `end_turn`. */
  | {
      do: "stop";
      reason: "end_turn" | "max_tokens" | "max_turn_requests" | "refusal" | "cancelled";
    }
  /** A child in a session of its own that outlives the agent; its process id is written to the file `pid`. */
  | { do: "spawn"; pid: string; command?: string[] }
  /** Everything the agent can see of itself, as JSON, into a file: see `Dump`. */
  | { do: "dump"; path: string }
  /** A request or notification that the client may not know. The answer or the error is said. */
  | { do: "call"; method: string; params: Record<string, unknown> };

/** One turn. It is played when `when` occurs in the prompt; "" fits every prompt. */
type ScriptedTurn = {
  when: string;
  /** Also only when an earlier prompt of this same conversation held this text. */ after?: string;
  /** Also only for so many prompts of one conversation; later ones look further down. */ times?: number;
  steps: Step[];
};

export type Script = {
  turns: ScriptedTurn[];
  /** How it behaves before any prompt. */
  start?: {
    /** Waits so long before it answers `initialize`. */ initializeAfterMs?: number;
    /** Never answers `initialize`. */ mute?: boolean;
    /** Exits before it reads anything. */ exit?: { code: number; stderr?: string };
    protocolVersion?: number;
    /** Default true. */ resume?: boolean;
    /** Default true. */ load?: boolean;
    /** Answers `session/new` with this JSON-RPC error: an agent that is not logged in. */
    newSession?: { code: number; message: string };
    /** Knows no conversation of before, as after its home was lost. */ forgetful?: boolean;
  };
};

/** A conversation as the agent remembers it. */
export type Conversation = {
  id: string;
  cwd: string;
  openings: { how: "new" | "resume" | "load"; pid: number }[];
  prompts: { text: string; turn: number | null; pid: number }[];
  said: string[];
};

/** What the step `dump` writes. `files` maps each readable file below HOME and the session's directory to its text. */
export type Dump = {
  env: Record<string, string | undefined>;
  argv: string[];
  cwd: string;
  gitConfig: string;
  files: Record<string, string>;
};

/** Where an agent with this HOME keeps its conversations, one JSON file each. */
export function conversationsFolder(home: string): string {
  return path.join(home, ".scripted-agent");
}
