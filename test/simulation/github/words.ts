/** GitHub as the simulation knows it: only what AO reads and writes. */
import type { CheckRun } from "../../../src/core/checks.ts";
import type { Permission, Repository } from "../../../src/core/work-item.ts";

export interface SimIssue {
  number: number;
  title: string;
  body: string;
  author: string;
  open: boolean;
  updatedAt: number;
  labels: Set<string>;
  /** Every time the label that asks was put on. */
  asked: { login: string; at: number }[];
}

export interface SimPull {
  number: number;
  nodeId: string;
  title: string;
  body: string;
  head: string;
  headSha: string;
  /** Every head so far, and since when. */
  heads: { sha: string; since: number }[];
  openedAt: number;
  draft: boolean;
  open: boolean;
  merged: boolean;
  reviewers: Set<string>;
}

export interface SimComment {
  id: number;
  thread: number;
  /** A person's login, or AO itself. */
  by: string;
  body: string;
  at: number;
}

export interface SimCommit {
  sha: string;
  parent: string;
  /** What CI will say of it. */
  red: boolean;
  /** The error its log names. */
  error: string;
}

/** What a runner hands over, instead of git's own format. */
export interface SimPack {
  jobId: string;
  runner: string;
  commits: SimCommit[];
}

export interface SimRepository {
  repository: Repository;
  archived: boolean;
  /** false: no workflow, so no check ever runs. */
  ci: boolean;
  members: Map<string, Permission>;
  branches: Map<string, string>;
  commits: Map<string, SimCommit>;
  issues: Map<number, SimIssue>;
  pulls: Map<number, SimPull>;
  comments: SimComment[];
  /** Reactions as `thread or comment/content`. */
  reactions: Set<string>;
  checks: Map<string, CheckRun[]>;
}

export const AO = "ao[bot]";
export const APP = { id: 4242, slug: "ao" };
export const INSTALLATION_ID = 77;
