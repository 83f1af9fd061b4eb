import type { ChangedFile } from "../model/changes.ts";
import type { Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import type { Json } from "./json.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

/** A file of a pull request or a comparison, as it is at `sha`. */
export function renderChangedFile(
  world: World,
  repository: Repository,
  file: ChangedFile,
  sha: string,
): Json {
  const page = repositoryPage(world, repository);
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${file.path}`,
    raw_url: `${page}/raw/${sha}/${file.path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${file.path}?ref=${sha}`,
  };
}
