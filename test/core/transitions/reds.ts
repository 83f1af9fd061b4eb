/** While the checks are watched, one is red, and what its log and the base say has come. */
import { GROUP, logsRead } from "../../support/fact-builders.ts";
import {
  attempts,
  baseCheck,
  evidence,
  failedCheck,
  HEAD,
  log,
  NOW,
  OLD_HEAD,
  rerunOf,
  watching as atWatch,
  workItem,
} from "../../support/builders.ts";
import { NO_MEMORY } from "../../../src/core/ci-memory.ts";
import type { CiMemory, Rerun } from "../../../src/core/ci-memory.ts";
import type { WorkItem } from "../../../src/core/work-item.ts";
import type { Case } from "./case.ts";

const item = workItem({ state: atWatch() });
const reading = workItem({ state: atWatch({ red: [failedCheck()] }) });
const same = { headSha: HEAD, checks: ["test"], fingerprint: "f9", says: "sum(1, 2)", at: NOW };

function readingAfter(amount: number, given: Partial<WorkItem> = {}): WorkItem {
  return { ...reading, attempts: attempts(amount), ...given };
}

const readingQueue: WorkItem = {
  ...workItem({ ci: { ...NO_MEMORY, groupSha: GROUP }, state: atWatch() }),
  state: atWatch({ headSha: GROUP, red: [failedCheck()] }),
};

const lost = evidence({ log: log({ text: "The runner has received a shutdown signal." }) });
const slow = evidence({ log: log({ text: "Error: test timeout of 5000ms exceeded" }) });
const secret = evidence({ log: log({ text: "Error: Input required and not supplied: token" }) });

function remember(...reruns: Rerun[]): CiMemory {
  return { ...NO_MEMORY, reruns };
}

export const reds: Case[] = [
  { when: "the first red", item: reading, fact: logsRead() },
  { when: "the fifth red", item: readingAfter(4), fact: logsRead() },
  { when: "the sixth red", item: readingAfter(5), fact: logsRead() },
  { when: "five, but forgiven", item: readingAfter(5, { forgiven: 5 }), fact: logsRead() },
  {
    when: "this very failure is in the ledger",
    item: { ...reading, attempts: [same] },
    fact: logsRead(),
  },
  {
    when: "no log, and it is said why",
    item: reading,
    fact: logsRead({
      evidence: [evidence({ log: null, unread: "GitHub does not hand it out (403)" })],
    }),
  },
  { when: "no log at all", item: reading, fact: logsRead({ evidence: [evidence({ log: null })] }) },
  {
    when: "two logs",
    item: reading,
    fact: logsRead({
      evidence: [evidence(), evidence({ log: log({ check: "lint", fingerprint: "f2" }) })],
    }),
  },
  {
    when: "the base fails the same way",
    item: reading,
    fact: logsRead({ evidence: [evidence({ base: baseCheck() })] }),
  },
  {
    when: "the base failed the same way and is green again",
    item: reading,
    fact: logsRead({ evidence: [evidence({ base: baseCheck({ isMended: true }) })] }),
  },
  {
    when: "the base fails in another way",
    item: reading,
    fact: logsRead({ evidence: [evidence({ base: baseCheck({ fingerprint: "f8" }) })] }),
  },
  { when: "the runner was lost", item: reading, fact: logsRead({ evidence: [lost] }) },
  {
    when: "the runner was lost again",
    item: { ...reading, ci: remember(rerunOf({ why: "infra", jobId: 10 })) },
    fact: logsRead({ evidence: [lost] }),
  },
  {
    when: "the runner was lost four times",
    item: {
      ...reading,
      ci: remember(...[8, 9, 10].map((jobId) => rerunOf({ why: "infra", jobId }))),
    },
    fact: logsRead({ evidence: [lost] }),
  },
  {
    when: "another CI's machine was lost",
    item: reading,
    fact: logsRead({ evidence: [{ ...lost, check: failedCheck({ jobId: null }) }] }),
  },
  { when: "a time-out", item: reading, fact: logsRead({ evidence: [slow] }) },
  {
    when: "a time-out without a word",
    item: reading,
    fact: logsRead({
      evidence: [evidence({ check: failedCheck({ conclusion: "timed_out" }), log: null })],
    }),
  },
  {
    when: "a time-out once more",
    item: { ...reading, ci: remember(rerunOf({ jobId: 10 })) },
    fact: logsRead({ evidence: [slow] }),
  },
  {
    when: "a time-out, and a failure of the code",
    item: reading,
    fact: logsRead({ evidence: [slow, evidence()] }),
  },
  { when: "a secret is missing", item: reading, fact: logsRead({ evidence: [secret] }) },
  {
    when: "another CI lacks a secret",
    item: reading,
    fact: logsRead({ evidence: [{ ...secret, check: failedCheck({ jobId: null }) }] }),
  },
  {
    when: "a signature is missing",
    item: reading,
    fact: logsRead({
      evidence: [evidence({ check: failedCheck({ name: "license/cla", jobId: null }), log: null })],
    }),
  },
  {
    when: "no log, but it describes itself",
    item: reading,
    fact: logsRead({
      evidence: [
        evidence({
          check: failedCheck({ jobId: null, summary: "3 tests failed" }),
          log: null,
          unread: "it is not a GitHub Actions job",
        }),
      ],
    }),
  },
  {
    when: "the merge queue's checks, by the code",
    item: readingQueue,
    fact: logsRead({ headSha: GROUP }),
  },
  {
    when: "the merge queue's checks, by the machine",
    item: readingQueue,
    fact: logsRead({ headSha: GROUP, evidence: [lost] }),
  },
  { when: "nothing is red", item, fact: logsRead() },
  { when: "an older head", item: reading, fact: logsRead({ headSha: OLD_HEAD }) },
];
