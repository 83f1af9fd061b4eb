/** What can be seen of a running AO from outside: the app's journal, the agent's progress, the threads on GitHub. */
import { createClient } from "@libsql/client";
import { asc, gt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql";
import type { Fact, WorkItem } from "../../src/core/work-item.ts";
import type { Progress } from "../../src/protocol/words.ts";
import { readProgress } from "../../src/store/jobs.ts";
import { newestItemOf } from "../../src/store/queries.ts";
import { journal } from "../../src/store/schema.ts";
import type { PullView, StandIn } from "../github/stand-in.ts";
import type { Stage } from "./stage.ts";
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
export function makeLooker({ github, databaseUrl, repositoryId }: Stage, issue: number): Looker {
  const client = createClient({ url: databaseUrl });
  const database = { client, query: drizzle(client) };
  const rowid = sql<number>`rowid`;
  let lastRow = 0;
  return {
    look: async () => {
      const rows = await database.query
        .select({ row: rowid, fact: journal.fact })
        .from(journal)
        .where(gt(rowid, lastRow))
        .orderBy(asc(rowid));
      lastRow = rows.at(-1)?.row ?? lastRow;
      const item = await newestItemOf(database, repositoryId, issue);
      const jobId = item?.state.name === "working" ? item.state.job.id : null;
      const progress = jobId === null ? null : await readProgress(database, jobId);
      const pull = github.pulls(REPOSITORY)[0] ?? null;
      const { reactions, labels } = github.issue(REPOSITORY, issue);
      return {
        facts: rows.map(({ fact }) => fact).filter((fact) => fact !== null),
        item,
        live: jobId === null || progress === null ? null : { jobId, progress },
        seen: reactions.some(({ content }) => content === "eyes"),
        pull,
        checks: pull === null ? [] : github.checkRuns(REPOSITORY, pull.head.sha),
        isLabelledReady: labels.includes("ao:ready"),
      };
    },
    close: () => client.close(),
  };
}
