/**
 * What the app and a runner say to each other, as zod schemas: one place, so that both machines mean the same.
 * Every message travels as JSON over HTTP, except a pack, which is raw bytes.
 *
 * Routes (all `POST` or `PUT` from the runner, which dials out; bearer token):
 * - `POST /runner/v1/lease`                 LeaseRequest  → 200 JobOrder, or 204 when nothing came within the wait
 * - `POST /runner/v1/jobs/:jobId/beat`      Beat          → 200 BeatAnswer, or 409 when the lease is lost
 * - `POST /runner/v1/jobs/:jobId/tells`     TellsRequest  → 200 Tells (waits up to `waitMs` for one), or 409
 * - `POST /runner/v1/jobs/:jobId/token`     TokenRequest  → 200 ReadToken, or 409
 * - `PUT  /runner/v1/jobs/:jobId/pack`      bytes, with `x-ao-epoch` and `x-ao-sha256` → 200, 409, 413
 * - `POST /runner/v1/jobs/:jobId/report`    JobReport     → 200, or 409 when the lease is lost
 */
import { z } from "zod";
import { Result } from "./outcome-file.ts";
import { PROTOCOL_VERSION } from "./version.ts";

const sha1 = z.string().regex(/^[0-9a-f]{40}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const milliseconds = z.number().int().nonnegative();
const text = (maxChars: number) => z.string().max(maxChars);

/** What a runner says of itself when it asks for work. `agents` are the names whose preflight passed, first choice first. */
export const LeaseRequest = z.object({
  protocol: z.number().int(),
  runner: z.string().min(1).max(100),
  agents: z.array(z.string().max(100)).min(1),
  waitMs: milliseconds.max(60_000),
});
export type LeaseRequest = z.infer<typeof LeaseRequest>;

/** A conversation with an agent that outlives jobs. `agent` is the name it was started under. */
export const Session = z.object({ id: z.string().min(1).max(500), agent: z.string().max(100) });
export type Session = z.infer<typeof Session>;

/** One turn of one agent, as the app orders it. Every text in `brief` that came from outside is already fenced. */
export const JobOrder = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  jobId: z.string(),
  epoch: z.number().int().positive(),
  itemId: z.string(),
  title: z.string(),
  repository: z.object({ id: z.number().int(), name: z.string() }),
  base: z.object({ branch: z.string(), sha: sha1 }),
  branch: z.string(),
  /** The commit the worktree starts from: the head last pushed to `branch`, or the pinned base. */
  from: sha1,
  session: Session.nullable(),
  brief: z.string(),
  setup: z.string().nullable(),
  verify: z.string().nullable(),
  /** Every new commit ends with the sign-off of its author. */ signOff: z.boolean(),
  limits: z.object({
    /** The whole job. */ jobMs: milliseconds,
    /** No sign of life from the agent for this long is a hung agent. */ silenceMs: milliseconds,
    /** One `setup` or `verify` command. */ commandMs: milliseconds,
    packBytes: z.number().int().positive(),
  }),
  lease: z.object({ ttlMs: milliseconds, beatMs: milliseconds }),
});
export type JobOrder = z.infer<typeof JobOrder>;

export const PlanEntry = z.object({
  content: text(500),
  status: z.enum(["pending", "in_progress", "completed"]),
});
export type PlanEntry = z.infer<typeof PlanEntry>;

/** What goes on inside a job right now. Last write wins by `seq`; losing one changes nothing that is decided. */
export const Progress = z.object({
  seq: z.number().int().nonnegative(),
  phase: z.enum(["preparing", "setup", "agent", "verify", "packing"]),
  plan: z.array(PlanEntry).max(50),
  lastTool: text(300).nullable(),
  toolCalls: z.number().int().nonnegative(),
  tokens: z.number().int().nonnegative().nullable(),
  costUsd: z.number().nonnegative().nullable(),
});
export type Progress = z.infer<typeof Progress>;

/** A sign of life; renews the lease. */
export const Beat = z.object({
  epoch: z.number().int().positive(),
  progress: Progress.nullable(),
});
export type Beat = z.infer<typeof Beat>;
export const BeatAnswer = z.object({ ttlMs: milliseconds });
export type BeatAnswer = z.infer<typeof BeatAnswer>;

/** What the app tells a running job. `cancel` acts at once; `words` are read when the agent's turn ends. */
export const Tell = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cancel"), id: z.string(), why: text(500) }),
  z.object({ kind: z.literal("words"), id: z.string(), brief: z.string() }),
]);
export type Tell = z.infer<typeof Tell>;
export const TellsRequest = z.object({
  epoch: z.number().int().positive(),
  /** Ids the runner has already; they are not sent again. */ heard: z.array(z.string()).max(200),
  waitMs: milliseconds.max(60_000),
});
export type TellsRequest = z.infer<typeof TellsRequest>;
export const Tells = z.object({ tells: z.array(Tell) });
export type Tells = z.infer<typeof Tells>;

export const TokenRequest = z.object({ epoch: z.number().int().positive() });
export type TokenRequest = z.infer<typeof TokenRequest>;
/** Reads one repository and nothing else. `cloneUrl` holds no credential. */
export const ReadToken = z.object({
  token: z.string(),
  cloneUrl: z.url(),
  expiresAtMs: z.number(),
});
export type ReadToken = z.infer<typeof ReadToken>;

/** A `setup` or `verify` command of the repository, as it ran. `output` is its redacted tail. */
export const CommandRun = z.object({
  command: text(1_000),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  durationMs: milliseconds,
  output: text(20_000),
});
export type CommandRun = z.infer<typeof CommandRun>;

/** Why an agent died, hung or failed, readable by a person who was not there. */
export const Diagnosis = z.object({
  what: z.enum([
    "start_failed",
    "exited",
    "silent",
    "model_failed",
    "protocol",
    "workspace",
    "setup_failed",
  ]),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** One sentence: what happened. */ says: text(1_000),
  /** The last lines it wrote, redacted. */ lastOutput: text(4_000),
  /** What the runner looked at to find out, each a short phrase. */ checked: z
    .array(text(300))
    .max(20),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

/**
 * How a job ended. Only `commits` carries work. A turn that ends without any is `result` where the agent has said why with
 * proof (see `outcome-file.ts`), else `nothing`, never a success.
 */
export const Outcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("commits"),
    head: sha1,
    pack: sha256,
    count: z.number().int().positive(),
    /** The first line of the newest commit's message. */ subject: text(300),
  }),
  z.object({ kind: z.literal("result"), result: Result }),
  z.object({ kind: z.literal("nothing"), says: text(4_000) }),
  z.object({ kind: z.literal("crashed"), diagnosis: Diagnosis }),
  z.object({
    kind: z.literal("cancelled"),
    killedAfterMs: milliseconds,
    /** Unfinished edits were kept in the worktree. */ keptEdits: z.boolean(),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;

export const JobReport = z.object({
  epoch: z.number().int().positive(),
  outcome: Outcome,
  session: Session.nullable(),
  /** Ids of the tells the agent has read. */ heard: z.array(z.string()).max(200),
  setup: CommandRun.nullable(),
  verify: CommandRun.nullable(),
  /** The agent's closing words, bounded and redacted. */ summary: text(4_000),
  plan: z.array(PlanEntry).max(50),
  tokens: z.number().int().nonnegative().nullable(),
  /** This job's cost, not the session's. */ costUsd: z.number().nonnegative().nullable(),
  durationMs: milliseconds,
});
export type JobReport = z.infer<typeof JobReport>;

/** What the app answers when it refuses: `says` is for the operator's log. */
export const Refusal = z.object({ says: z.string() });
export type Refusal = z.infer<typeof Refusal>;
