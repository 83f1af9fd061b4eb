/** Files no agent changes: they decide what runs with whose rights, who must approve, and what agents are told. */
import { must } from "../git.ts";
import { foldPath } from "./fold.ts";
import { makeGlob } from "./glob.ts";
import { shown } from "./objection.ts";
import type { Handed } from "./handed.ts";

/** From the root, in lower case. `x/**` is `x` itself too, so that no link or submodule takes the folder's place. */
const PROTECTED = [
  ".github",
  ".github/{workflows,actions}/**",
  ".github/ao.{yml,yaml}",
  "{codeowners,.github/codeowners,docs/codeowners}",
  "**/{agent,agents,agents.override,claude,claude.local,crush,gemini,qwen,warp}.md",
  "**/.{agents,amazonq,augment,claude,clinerules,codex,continue,cursor,gemini}/**",
  "**/.{junie,kiro,opencode,qwen,roo,trae,windsurf}/**",
  "**/.{cursorrules,clinerules,goosehints,roorules,windsurfrules}",
  "**/{.mcp.json,opencode.json,opencode.jsonc}",
  "**/.aider*",
  ".github/copilot-*/**",
  ".github/{agents,chatmodes,instructions,prompts}/**",
  "**/.{gitmodules,lfsconfig}",
  // What an agent tells its runner is no work.
  ".ao/outcome.json",
].map(makeGlob);

/** Where a link may stand for one of them: at the root, and in these folders. */
const FOLDERS = [
  ".agents",
  ".claude",
  ".codex",
  ".cursor",
  ".gemini",
  ".github",
  ".opencode",
  ".qwen",
];

export function lookForProtected({ changes, net, main }: Handed): string | null {
  const changed = changes.find(({ path }) => isProtected(path));
  if (changed !== undefined) {
    return `${shown(changed.path)} is protected, and no agent changes it: leave it as it is, in every new commit.`;
  }
  const undone = net.find(({ path }) => isProtected(path));
  if (undone === undefined) return null;
  return `The merge undoes what \`${main}\` has done to ${shown(undone.path)}, which is protected: take it as it is there.`;
}

/** The globs of the repository's own `protect`. */
export function lookForProtectedHere({ changes, net, rules }: Handed): string | null {
  for (const glob of rules.protect) {
    const test = makeGlob(foldPath(glob));
    const changed = [...changes, ...net].find(({ path }) => test(foldPath(path)));
    if (changed === undefined) continue;
    return `${shown(changed.path)} is protected by \`protect\` in \`.github/ao.yml\` (${shown(glob)}): a person has to make that change. Leave it as it is, in every new commit.`;
  }
  return null;
}

/** `CLAUDE.md` may be a link to `docs/agents.md`: then that is what agents are told. */
export async function lookThroughLinks({ site, changes, files }: Handed): Promise<string | null> {
  const links = new Map<string, string>();
  const root = await must(site.offline, ["ls-tree", "-z", "refs/ao/main"]);
  const below = await must(site.offline, ["ls-tree", "-z", "-r", "refs/ao/main", "--", ...FOLDERS]);
  for (const entry of `${root}${below}`.split("\0")) {
    const [about = "", path = ""] = entry.split("\t");
    const [mode, , object = ""] = about.split(" ");
    if (mode === "120000" && isProtected(path)) links.set(path, object);
  }
  const targets = new Map(await Array.fromAsync(files.read(links.values())));
  for (const [link, object] of links) {
    const target = foldPath(resolveLink(link, targets.get(object) ?? ""));
    const changed = changes.find(({ path }) => `${foldPath(path)}/`.startsWith(`${target}/`));
    if (changed === undefined || target === "") continue;
    return `${shown(changed.path)} is protected, since ${shown(link)} leads to it: leave it as it is, in every new commit.`;
  }
  return null;
}

function isProtected(path: string): boolean {
  const folded = foldPath(path);
  return PROTECTED.some((test) => test(folded));
}

function resolveLink(link: string, target: string): string {
  const parts = link.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
