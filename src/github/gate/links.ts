/** Symbolic links: they may point anywhere inside the repository, and nowhere else. */
import { isGitFolder } from "./names.ts";
import { foldPath } from "./fold.ts";
import { shown } from "./objection.ts";
import type { Handed } from "./handed.ts";

/** A moved link is the same object in another place, so that every one is read. */
export async function lookAtLinks({ changes, files }: Handed): Promise<string | null> {
  const links = changes.filter(({ mode }) => mode === "120000");
  if (links.length === 0) return null;
  const targets = new Map(await Array.fromAsync(files.read(links.map(({ object }) => object))));
  for (const { path, object } of links) {
    const target = targets.get(object);
    if (target !== undefined && staysInside(path, target)) continue;
    return `${shown(path)} is a link that leaves the repository: let it lead to a file inside, in every new commit.`;
  }
  return null;
}

/**
 * `..` counts only at the beginning: later it may climb out of wherever another link leads to. The link's own folder is
 * a real one, since git writes nothing through links.
 */
function staysInside(path: string, target: string): boolean {
  if (target === "" || /^[/~]|[\\\p{Cc}]|^[a-z]:/iu.test(target)) return false;
  const parts = target.split("/");
  const climbs = parts.findIndex((part) => part !== ".." && part !== ".");
  const rest = climbs === -1 ? [] : parts.slice(climbs);
  const ups = parts.slice(0, parts.length - rest.length).filter((part) => part === "..").length;
  if (rest.includes("..") || rest.some((part) => isGitFolder(foldPath(part)))) return false;
  return ups <= path.split("/").length - 1;
}
