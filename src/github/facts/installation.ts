/** `installation`, `installation_repositories`: where AO may work from now on, and where no more. @see https://docs.github.com/webhooks/webhook-events-and-payloads#installation */
import { z } from "zod";
import { RepositoryPayload } from "./words.ts";
import type { Change } from "../../core/changes.ts";
import type { Repository, WorkItem } from "../../core/work-item.ts";
import type { AddressedFact, Broadcast, ReadEvent, Reading } from "./words.ts";

const Installation = z.object({ id: z.number().int() });
const Repositories = z.array(RepositoryPayload).nullish();
const Event = z.object({
  action: z.string(),
  installation: Installation,
  repositories: Repositories,
});
const Changed = z.object({
  action: z.string(),
  installation: Installation,
  repositories_added: Repositories,
  repositories_removed: Repositories,
});

export const readInstallation: ReadEvent = (raw, reading) => {
  const { action, installation, repositories } = Event.parse(raw);
  const installationId = installation.id;
  const all = (tell: Broadcast["tell"]): Broadcast[] => [{ toLive: { installationId }, tell }];
  switch (action) {
    case "created":
      return installed(installationId, repositories ?? [], reading);
    case "deleted":
      return all(() => ({ type: "access_lost", reason: "uninstalled" }));
    case "suspend":
      return all(() => ({ type: "access_lost", reason: "suspended" }));
    case "unsuspend":
      return all(backFromSuspension);
    case "new_permissions_accepted":
      return all(() => ({ type: "permissions_accepted" }));
    default:
      return [];
  }
};

export const readInstallationRepositories: ReadEvent = (raw, reading) => {
  const { installation, ...changed } = Changed.parse(raw);
  const removed = (changed.repositories_removed ?? []).map(({ id }): Broadcast => {
    const change: Change = { type: "access_lost", reason: "deselected" };
    return { toLive: { repositoryId: id }, tell: () => change };
  });
  return [...installed(installation.id, changed.repositories_added ?? [], reading), ...removed];
};

/** Of the repositories nothing is said; what has changed there meanwhile is found by the next look. */
function backFromSuspension({ state, repository }: WorkItem): Change | null {
  const waits =
    state.name === "waiting" && state.for === "repository" && state.reason === "suspended";
  return waits ? { type: "repository_seen", repository } : null;
}

function installed(
  installationId: number,
  repositories: z.infer<typeof RepositoryPayload>[],
  { now, nextId }: Reading,
): (AddressedFact | Broadcast)[] {
  return repositories.flatMap(({ id, full_name: name, private: isPrivate }) => {
    const repository: Repository = { id, name, installationId, private: isPrivate };
    return [
      {
        to: { repository: id },
        fact: { id: nextId(), at: now, type: "installed", repository },
      },
      { toLive: { repositoryId: id }, tell: () => ({ type: "repository_seen", repository }) },
    ];
  });
}
