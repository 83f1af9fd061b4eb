import { renderStatusEvent } from "../render/status.ts";
import { ApiError } from "./errors.ts";
import { resolveCommit } from "./git.ts";
import type { CommitStatus, Repository } from "./words.ts";
import type { World } from "./world.ts";

/** Sets a commit status, as CI systems without check runs do, and tells the App. */
export async function addStatus(
  world: World,
  repository: Repository,
  spec: Omit<CommitStatus, "id" | "at">,
): Promise<CommitStatus> {
  if ((await resolveCommit(repository.directory, spec.sha)) !== spec.sha) {
    throw new ApiError(422, `No commit found for SHA: ${spec.sha}`);
  }
  const status: CommitStatus = { ...spec, id: world.nextId("status"), at: world.now() };
  repository.statuses.push(status);
  world.emit({
    event: "status",
    action: null,
    repository,
    sender: spec.creator,
    body: await renderStatusEvent(world, repository, status),
  });
  return status;
}

/** The newest status of each context at a commit. */
export function newestStatuses(repository: Repository, sha: string): CommitStatus[] {
  const byContext = new Map<string, CommitStatus>();
  for (const status of repository.statuses) {
    if (status.sha === sha) byContext.set(status.context, status);
  }
  return [...byContext.values()];
}

/** One state for all contexts, as the combined status has it. */
export function combineStates(statuses: readonly CommitStatus[]): CommitStatus["state"] {
  if (statuses.some((one) => one.state === "failure" || one.state === "error")) return "failure";
  if (statuses.length === 0 || statuses.some((one) => one.state === "pending")) return "pending";
  return "success";
}
