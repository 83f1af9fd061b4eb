/**
 * Bugs that were made on purpose, each put into the real code from outside, through the parts it is given. The simulation
 * is worth something only as long as it finds every one of them.
 */
import type { Client, InStatement, InValue, ResultSet } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import type { RunnerParts } from "../../runners/parts.ts";
import { BeatAnswer } from "../../src/protocol/words.ts";
import type { Parts } from "../../src/parts.ts";
import type { Database } from "../../src/store/open.ts";
import { findItem } from "../../src/store/queries.ts";
import type { Bug } from "./simulate.ts";

/** The heartbeat stands before the watchdog: while a beat is under way, no timer rings. */
export const watchdogBehindHeartbeat: Bug = {
  changeRunner(parts) {
    const waiting: (() => void)[] = [];
    let beats = 0;
    const { clock, fetch: send } = parts;
    return {
      ...parts,
      clock: {
        ...clock,
        setTimer: (ms, ring) =>
          clock.setTimer(ms, () => void (beats === 0 ? ring() : waiting.push(ring))),
      },
      fetch: async (url, init) => {
        const isBeat = pathOf(url).endsWith("/beat");
        if (isBeat) beats += 1;
        try {
          return await send(url, init);
        } finally {
          if (isBeat) beats -= 1;
          if (beats === 0) for (const ring of waiting.splice(0)) ring();
        }
      },
    };
  },
};

/** The runner believes in a lease three times as long as the app does. */
export const leaseOfItsOwnLength: Bug = {
  changeRunner: (parts): RunnerParts => ({
    ...parts,
    fetch: async (url, init) => {
      const response = await parts.fetch(url, init);
      if (!pathOf(url).endsWith("/beat") || response.status !== 200) return response;
      const { ttlMs } = BeatAnswer.parse(await response.json());
      return Response.json({ ttlMs: 3 * ttlMs });
    },
  }),
};

/** Whatever job a report is of, it counts for the one that is leased now. */
export const noFenceAtJobEnd: Bug = {
  change: (parts): Parts => ({
    ...parts,
    async commit(turn) {
      const facts = await Promise.all(
        turn.facts.map(async ({ to, fact }) => {
          if (fact.type !== "job_ended" || !("item" in to)) return { to, fact };
          const state = (await findItem(parts.database, to.item))?.state;
          if (state?.name !== "working") return { to, fact };
          const { id, epoch } = state.job;
          return { to, fact: { ...fact, jobId: id, report: { ...fact.report, epoch } } };
        }),
      );
      return parts.commit({ ...turn, facts });
    },
  }),
};

/** An effect that failed is forgotten instead of put off. */
export const effectDroppedOnFailure: Bug = {
  changeDatabase: changeStatements((sql, args) => {
    if (!sql.startsWith('update "outbox" set') || !sql.includes('"attempts" + 1'))
      return { sql, args };
    return { sql: 'delete from "outbox" where "id" = ? and "lease" = ?', args: args.slice(-2) };
  }),
};

/** A delivery that comes twice is taken twice. */
export const noDeliveryDedupe: Bug = {
  changeDatabase: changeStatements((sql, args) => {
    if (sql.startsWith('select "id" from "deliveries"')) return { sql: `${sql} and 1 = 0`, args };
    return {
      sql: sql.replace(/^insert into "deliveries"/, 'insert or ignore into "deliveries"'),
      args,
    };
  }),
};

/** GitHub is not asked whether a comment is there already. */
export const noLookForMarkers: Bug = {
  change: (parts): Parts => ({ ...parts, github: { ...parts.github, comments: async () => [] } }),
};

/** Nobody compares what GitHub holds with what AO knows. */
export const noReconcile: Bug = {
  change: (parts): Parts => ({
    ...parts,
    github: { ...parts.github, labelledIssues: async () => [], failedDeliveries: async () => [] },
  }),
};

/** Tries are counted where a restart forgets them. */
export const triesCountedInMemory: Bug = {
  async beforeStart(database) {
    await database.execute(
      `UPDATE items SET body = json_set(body, '$.attempts', json('[]'), '$.forgiven', 0)`,
    );
  },
};

/** A webhook is answered before it is stored. */
export const answeredBeforeStored: Bug = {
  change: (parts): Parts => ({
    ...parts,
    async commit(turn) {
      const stored = parts.commit(turn);
      if (turn.delivery === undefined) return stored;
      // Nobody waits for it, so nobody hears of its failure.
      stored.catch(() => {});
      return { known: false, decisions: [] };
    },
  }),
};

/** A stopped agent is not told. */
export const stopIsNotTold: Bug = {
  changeDatabase: changeStatements((sql, args) =>
    sql.startsWith('insert into "tells"') ? { sql: "select 1", args: [] } : { sql, args },
  ),
};

interface Statement {
  sql: string;
  args: InValue[];
}

function changeStatements(
  change: (sql: string, args: InValue[]) => Statement,
): NonNullable<Bug["changeDatabase"]> {
  const changed = (statement: InStatement): InStatement => {
    if (typeof statement === "string") return statement;
    const { sql, args } = change(
      statement.sql,
      Array.isArray(statement.args) ? statement.args : [],
    );
    return { sql, args };
  };
  return ({ client }): Database => {
    const mutant: Client = {
      ...client,
      execute: async (statement: InStatement): Promise<ResultSet> =>
        client.execute(changed(statement)),
      batch: async (statements, mode) =>
        client.batch(
          statements.map((one) => (Array.isArray(one) ? one : changed(one))),
          mode,
        ),
    };
    return { client: mutant, query: drizzle(mutant) };
  };
}

function pathOf(url: string | URL | Request): string {
  return typeof url === "string" ? url : url instanceof URL ? url.pathname : url.url;
}
