import { asked, commanded, installed } from "../../support/fact-builders.ts";
import { comment } from "../../support/builders.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const item = null;

export const nothing: Case[] = [
  { when: "by the label", item, fact: asked() },
  { when: "by a comment", item, fact: asked({ how: "command", comment: comment() }) },
  { when: "for help", item, fact: commanded("/ao help") },
  { when: "anything else", item, fact: commanded("/ao stop") },
  { when: "", item, fact: installed() },
  ...ignored(item, [
    "request_read",
    "permission_read",
    "admitted",
    "job_leased",
    "job_ended",
    "lease_lost",
    "pushed",
    "push_refused",
    "commit_checked",
    "pull_request_opened",
    "checks_changed",
    "checks_read",
    "logs_read",
    "undrafted",
    "base_changed",
    "base_read",
    "base_merged",
    "base_conflicts",
    "group_formed",
    "dequeued",
    "marked_ready",
    "pull_request_closed",
    "issue_closed",
    "unlabelled",
    "deadline_passed",
    "effect_failed",
  ]),
];
