/** The parts of GitHub's payloads that AO reads, as lenient schemas: what is not named here may come and go. */
import { z } from "zod";
import type { Change } from "../../core/changes.ts";
import type { Fact, FactOf, Repository, WorkItem } from "../../core/work-item.ts";
import type { Address } from "../../store/commit.ts";

/** What each reader gets beside the payload. `app` is AO itself, whose own doings are not news. */
export interface Reading {
  app: { id: number; slug: string };
  now: number;
  nextId: () => string;
}

export interface AddressedFact {
  to: Address;
  fact: Fact;
}

/** What every live item of a repository or an installation is told; null: nothing. */
export interface Broadcast {
  toLive: { repositoryId: number } | { installationId: number };
  tell: (item: WorkItem) => Change | Omit<FactOf<"base_changed">, "id" | "at"> | null;
}

/** Reads one event's payload. @throws {z.ZodError} when it is not what GitHub documents */
export type ReadEvent = (payload: unknown, reading: Reading) => (AddressedFact | Broadcast)[];

export const User = z.object({ login: z.string(), type: z.string().optional() });

export const RepositoryPayload = z.object({
  id: z.number().int(),
  full_name: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  private: z.boolean(),
});

/** What every event of a repository carries. */
export const Envelope = z.object({
  action: z.string().optional(),
  installation: z.object({ id: z.number().int() }),
  repository: RepositoryPayload,
  sender: User,
});
export type Envelope = z.infer<typeof Envelope>;

export const IssuePayload = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string().nullish(),
  /** Not in every payload: GitHub's own example of `pinned` lacks it. */
  state: z.string().nullish(),
  updated_at: z.iso.datetime({ offset: true }),
  user: User.nullish(),
  labels: z.array(z.object({ name: z.string() })).nullish(),
  pull_request: z.object({}).nullish(),
});

export function repositoryOf(envelope: Envelope): Repository {
  return {
    id: envelope.repository.id,
    name: envelope.repository.full_name,
    installationId: envelope.installation.id,
    private: envelope.repository.private,
  };
}

/** No bot makes AO work: neither itself, nor another that would echo it. */
export function isBot(user: z.infer<typeof User>): boolean {
  return user.type === "Bot" || user.login.endsWith("[bot]");
}
