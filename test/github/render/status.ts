import { readOneCommit } from "../model/git.ts";
import type { CommitStatus, Repository } from "../model/words.ts";
import { nameOf, type World } from "../model/world.ts";
import { renderCommit } from "./commit.ts";
import { type Json, nodeId, renderTime } from "./json.ts";
import { repositoryUrl } from "./repository.ts";
import { renderUser } from "./user.ts";

/** A status as the combined status lists it. */
export function renderSimpleStatus(
  world: World,
  repository: Repository,
  status: CommitStatus,
): Json {
  return {
    id: status.id,
    node_id: nodeId("SC", status.id),
    url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: `${world.url}/avatars/u/${status.creator.id}`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    created_at: renderTime(status.at),
    updated_at: renderTime(status.at),
  };
}

export function renderStatus(world: World, repository: Repository, status: CommitStatus): Json {
  return {
    ...renderSimpleStatus(world, repository, status),
    creator: renderUser(world, status.creator),
  };
}

/** The payload of `status`, without what every webhook carries. */
export async function renderStatusEvent(
  world: World,
  repository: Repository,
  status: CommitStatus,
): Promise<Json> {
  const commit = await readOneCommit(repository.directory, status.sha);
  return {
    id: status.id,
    sha: status.sha,
    name: nameOf(repository),
    avatar_url: `${world.url}/avatars/u/${status.creator.id}`,
    target_url: status.targetUrl,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: renderCommit(world, repository, commit),
    branches: [],
    created_at: renderTime(status.at),
    updated_at: renderTime(status.at),
  };
}
