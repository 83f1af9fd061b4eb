/** `installation`, `installation_repositories`: repositories AO may work in from now on. @see https://docs.github.com/webhooks/webhook-events-and-payloads#installation */
import { z } from "zod";
import { RepositoryPayload } from "./words.ts";
import type { AddressedFact, ReadEvent, Reading } from "./words.ts";

const Installation = z.object({ id: z.number().int() });
const Created = z.object({
  action: z.string(),
  installation: Installation,
  repositories: z.array(RepositoryPayload).nullish(),
});
const Changed = z.object({
  action: z.string(),
  installation: Installation,
  repositories_added: z.array(RepositoryPayload).nullish(),
});

export const readInstallation: ReadEvent = (raw, reading) => {
  const { action, installation, repositories } = Created.parse(raw);
  return action === "created" ? installed(installation.id, repositories ?? [], reading) : [];
};

export const readInstallationRepositories: ReadEvent = (raw, reading) => {
  const { action, installation, repositories_added: added } = Changed.parse(raw);
  return action === "added" ? installed(installation.id, added ?? [], reading) : [];
};

function installed(
  installationId: number,
  repositories: z.infer<typeof RepositoryPayload>[],
  { now, nextId }: Reading,
): AddressedFact[] {
  return repositories.map(({ id, full_name: name, private: isPrivate }) => ({
    to: { repository: id },
    fact: {
      id: nextId(),
      at: now,
      type: "installed",
      repository: { id, name, installationId, private: isPrivate },
    },
  }));
}
