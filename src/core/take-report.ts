/** What a job leaves behind: conversation, evidence, cost, and which words were read. */
import { heard } from "./words-for-agent.ts";
import type { JobReport } from "../protocol/words.ts";
import type { Effect, WorkItem } from "./work-item.ts";

/** `job.carried` are the ids of words that its brief told the agent. */
export function takeReport(
  item: WorkItem,
  job: { runner: string | null; carried: readonly string[] },
  report: JobReport,
): { item: WorkItem; effects: Effect[] } {
  const read = heard(item, [...job.carried, ...report.heard]);
  const { spent } = item;
  return {
    effects: read.effects,
    item: {
      ...read.item,
      session: report.session ?? item.session,
      lastJob: {
        summary: report.summary,
        setup: report.setup,
        verify: report.verify,
        plan: report.plan,
        runner: job.runner,
        agent: report.session?.agent ?? null,
      },
      spent: {
        usd: spent.usd + (report.costUsd ?? 0),
        tokens: spent.tokens + (report.tokens ?? 0),
        activeMs: spent.activeMs + report.durationMs,
        jobs: spent.jobs + 1,
      },
    },
  };
}
