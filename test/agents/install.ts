/**
 * Installs the coding agents that the demo and `npm run test:agents` run for real. Each has a manifest and a lock of its
 * own in this folder, so the project's own `npm ci` stays small. Nothing of them is committed: they are large, and one is
 * proprietary.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installOnce } from "../support/install.ts";

/** What an agent is and weighs (Linux x64, measured), told before anything is fetched. */
interface AgentPackage {
  title: string;
  npm: string;
  /** As in its manifest and lock. */ version: string;
  licence: string;
  downloadBytes: number;
  diskBytes: number;
}

const MB = 1_000_000;

const packages = {
  qwen: {
    title: "Qwen Code",
    npm: "@qwen-code/qwen-code",
    version: "0.24.4",
    licence: "Apache-2.0",
    downloadBytes: 33 * MB,
    diskBytes: 123 * MB,
  },
  claude: {
    title: "Claude Code over ACP",
    npm: "@agentclientprotocol/claude-agent-acp",
    version: "0.100.0",
    licence: "adapter Apache-2.0, Claude Code itself proprietary",
    downloadBytes: 160 * MB,
    diskBytes: 391 * MB,
  },
} as const satisfies Record<string, AgentPackage>;

export type AgentName = keyof typeof packages;
export const agentNames: readonly AgentName[] = ["qwen", "claude"];

export interface Installed {
  /** Holds `node_modules`: the runner's `agentsDirectory`. */ directory: string;
  /** On disk, about. */ bytes: number;
  alreadyThere: boolean;
}

/** Whole sentences for a person at a terminal. */
export interface InstallOptions {
  onProgress?: (says: string) => void;
}

/** Installs `name` once, see `installOnce`. @throws {Error} with npm's last words when it fails */
export async function installAgent(
  name: AgentName,
  { onProgress = () => {} }: InstallOptions = {},
): Promise<Installed> {
  const { npm, title, version, diskBytes: bytes } = packages[name];
  const directory = path.join(cache, `${name}-${version}`);
  const startedMs = performance.now();
  const installed = await installOnce({
    name: npm,
    manifest: path.join(here, name),
    directory,
    // Optional packages are native extras (clipboard, audio); the one that Claude needs is its very program.
    options: name === "qwen" ? ["--omit=optional"] : [],
    announce: () => onProgress(announce(name)),
  });
  if (!installed) return { directory, bytes, alreadyThere: true };
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  onProgress(`Installed ${title} in ${seconds} s; it stays in ${directory}.`);
  return { directory, bytes, alreadyThere: false };
}

const here = path.dirname(fileURLToPath(import.meta.url));
const cache = path.join(here, "..", "..", "node_modules", ".cache", "ao-agents");

function announce(name: AgentName): string {
  const { title, npm, version, licence, downloadBytes, diskBytes } = packages[name];
  const download = Math.round(downloadBytes / MB);
  const disk = Math.round(diskBytes / MB);
  return (
    `Installing ${title}, a real coding agent (${npm} ${version}; ${licence}): ` +
    `about ${download} MB to fetch, ${disk} MB on disk, this once.`
  );
}

if (import.meta.main) {
  for (const name of agentNames) {
    const { alreadyThere, directory } = await installAgent(name, { onProgress: console.log });
    if (alreadyThere) console.log(`${packages[name].title} is in ${directory}.`);
  }
}
