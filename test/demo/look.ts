/** What can be seen of a running AO from outside: the app's journal, the agent's progress, the threads on GitHub. */
import { createClient } from "@libsql/client";
import type { Client } from "@libsql/client";
import type { Fact, WorkItem } from "../../src/core/work-item.ts";
import type { Progress } from "../../src/protocol/words.ts";
import type { PullView, StandIn } from "../github/stand-in.ts";
import { REPOSITORY } from "./story.ts";

export type Check = ReturnType<StandIn["checkRuns"]>[number];

export interface Sight {
  /** Those that were decided since the last look. */ facts: Fact[];
  item: WorkItem | null;
  /** What goes on in the job that runs now. */ live: { jobId: string; progress: Progress } | null;
  /** AO's 👀 is on the issue. */ seen: boolean;
  pull: PullView | null;
  /** Those of the pull request's head. */ checks: Check[];
  isLabelledReady: boolean;
}

export interface Looker {
  look(): Promise<Sight>;
  close(): void;
}

/** Reads the app's database beside it; SQLite's readers are in nobody's way. */
export function makeLooker(github: StandIn, issue: number, databaseUrl: string): Looker {
  const client = createClient({ url: databaseUrl });
  let lastRow = 0;
  return {
    look: async () => {
      const { rows } = await client.execute({
        sql: "SELECT rowid AS row, fact FROM journal WHERE rowid > ? ORDER BY rowid",
        args: [lastRow],
      });
      for (const { row } of rows) lastRow = Number(row);
      const facts = rows.map(({ fact }) => readJson<Fact>(fact));
      const item = await readItem(client, issue);
      const pull = github.pulls(REPOSITORY)[0] ?? null;
      const { reactions, labels } = github.issue(REPOSITORY, issue);
      return {
        facts: facts.filter((fact) => fact !== null),
        item,
        live: await readProgress(client, item),
        seen: reactions.some(({ content }) => content === "eyes"),
        pull,
        checks: pull === null ? [] : github.checkRuns(REPOSITORY, pull.head.sha),
        isLabelledReady: labels.includes("ao:ready"),
      };
    },
    close: () => client.close(),
  };
}

async function readItem(client: Client, issue: number): Promise<WorkItem | null> {
  const { rows } = await client.execute({
    sql: "SELECT body FROM items WHERE number = ? ORDER BY id DESC LIMIT 1",
    args: [issue],
  });
  return readJson<WorkItem>(rows[0]?.["body"]);
}

async function readProgress(client: Client, item: WorkItem | null): Promise<Sight["live"]> {
  if (item?.state.name !== "working") return null;
  const jobId = item.state.job.id;
  const { rows } = await client.execute({
    sql: "SELECT body FROM progress WHERE job_id = ?",
    args: [jobId],
  });
  const progress = readJson<Progress>(rows[0]?.["body"]);
  return progress === null ? null : { jobId, progress };
}

/** Our own rows, so their shape is taken on trust. */
function readJson<T>(value: unknown): T | null {
  return typeof value === "string" ? (JSON.parse(value) as T) : null;
}
