/**
 * Reads a repository's own rules at the commit the work begins at: few calls, whatever the repository holds. What GitHub does
 * not hand out (no permission, an old server) counts as not there.
 */
import { deriveConventions } from "../core/conventions/derive.ts";
import { findTemplate } from "../core/conventions/template.ts";
import { RefusedError } from "../errors.ts";
import type { BranchRules, Conventions } from "../core/conventions.ts";
import type { Repository } from "../core/work-item.ts";
import type { GitHub, TreeEntry } from "../github/port.ts";

const MAX_WORKFLOWS = 10;
const MAX_WORKFLOW_BYTES = 64 * 1024;
/** So many commits show a habit. */
const COMMITS = 20;
const NO_RULES: BranchRules = { signatures: false, checks: [], patterns: [] };

export async function readConventions(
  github: GitHub,
  repository: Repository,
  at: { base: { branch: string; sha: string }; branch: string },
): Promise<Conventions> {
  const { branch, sha } = at.base;
  const [entries, messages, ...rules] = await Promise.all([
    listFiles(github, repository, sha),
    unlessRefused(github.commitMessages(repository, sha, COMMITS), []),
    unlessRefused(github.branchRules(repository, branch), NO_RULES),
    unlessRefused(github.branchRules(repository, at.branch), NO_RULES),
  ]);
  const files = entries.map(({ path }) => path);
  const place = findTemplate(files);
  const [workflows, template] = await Promise.all([
    readWorkflows(github, repository, { entries, sha }),
    place === null ? null : unlessRefused(github.readFile(repository, place, sha), null),
  ]);
  return deriveConventions({ files, workflows, template, messages, rules });
}

/** Files of the root, all below `.github`, and those in `docs`. */
async function listFiles(
  github: GitHub,
  repository: Repository,
  sha: string,
): Promise<TreeEntry[]> {
  const root = await unlessRefused(github.tree(repository, sha, { deep: false }), []);
  const found = root.filter((entry) => !entry.isFolder);
  for (const [folder, deep] of [
    [".github", true],
    ["docs", false],
  ] as const) {
    const entry = root.find((one) => one.isFolder && one.path.toLowerCase() === folder);
    if (entry === undefined) continue;
    const below = await unlessRefused(github.tree(repository, entry.sha, { deep }), []);
    const files = below.filter((one) => !one.isFolder);
    found.push(...files.map((one) => ({ ...one, path: `${entry.path}/${one.path}` })));
  }
  return found;
}

async function readWorkflows(
  github: GitHub,
  repository: Repository,
  { entries, sha }: { entries: readonly TreeEntry[]; sha: string },
): Promise<string[]> {
  const workflows = entries.filter(
    ({ path, bytes }) =>
      /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) && bytes <= MAX_WORKFLOW_BYTES,
  );
  const texts = await Promise.all(
    workflows
      .slice(0, MAX_WORKFLOWS)
      .map(({ path }) => unlessRefused(github.readFile(repository, path, sha), null)),
  );
  return texts.filter((text) => text !== null);
}

async function unlessRefused<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RefusedError) return otherwise;
    throw error;
  }
}
