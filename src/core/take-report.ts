/** What a job leaves behind: conversation, evidence, cost, and which words were read. */
import { readClosingWords } from "./say/closing-words.ts";
import { heard } from "./words-for-agent.ts";
import type { JobReport } from "../protocol/words.ts";
import type { Closing, Effect, WorkItem } from "./work-item.ts";

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
      closing: closingOf(item.closing, report),
      spent: {
        usd: spent.usd + (report.costUsd ?? 0),
        tokens: spent.tokens + (report.tokens ?? 0),
        activeMs: spent.activeMs + report.durationMs,
        jobs: spent.jobs + 1,
      },
    },
  };
}

/** The newest words count; what failed before and the title are said once. */
function closingOf(earlier: Closing | null, { outcome, summary }: JobReport): Closing | null {
  if (outcome.kind !== "commits") return earlier;
  const words = readClosingWords(summary);
  if (earlier === null) return { ...words, subject: outcome.subject };
  return {
    ...words,
    title: words.title ?? earlier.title,
    headline: words.headline ?? earlier.headline,
    before: words.before ?? earlier.before,
    subject: earlier.subject,
  };
}
