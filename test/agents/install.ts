/**
 * Installs the coding agents that the demo and `npm run test:agents` run for real. Each has a manifest and a lock of its
 * own in this folder, so the project's own `npm ci` stays small. Nothing of them is committed: they are large, and one is
 * proprietary.
 */
import { spawn } from "node:child_process";
import { access, copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

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

/**
 * Installs `name` once, with the machine's own npm and registry, exactly as its lock says, without install scripts.
 * Whoever is killed in the middle leaves nothing that looks installed.
 * @throws {Error} with npm's last words when it fails
 */
export async function installAgent(
  name: AgentName,
  { onProgress = () => {} }: InstallOptions = {},
): Promise<Installed> {
  const { version, diskBytes: bytes } = packages[name];
  const directory = path.join(cache, `${name}-${version}`);
  if (await exists(directory)) return { directory, bytes, alreadyThere: true };
  onProgress(announce(name));
  const startedMs = performance.now();
  await removeAbandoned();
  const draft = `${directory}${DRAFT}${process.pid}`;
  try {
    await mkdir(draft, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(path.join(here, name, file), path.join(draft, file));
    }
    await runNpm(draft, name);
    await moveInto(draft, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  onProgress(`Installed ${packages[name].title} in ${seconds} s; it stays in ${directory}.`);
  return { directory, bytes, alreadyThere: false };
}

const here = path.dirname(fileURLToPath(import.meta.url));
const cache = path.join(here, "..", "..", "node_modules", ".cache", "ao-agents");
/** Between an agent's folder and the id of the process that fills it. */
const DRAFT = ".part-";

function announce(name: AgentName): string {
  const { title, npm, version, licence, downloadBytes, diskBytes } = packages[name];
  const download = Math.round(downloadBytes / MB);
  const disk = Math.round(diskBytes / MB);
  return (
    `Installing ${title}, a real coding agent (${npm} ${version}; ${licence}): ` +
    `about ${download} MB to fetch, ${disk} MB on disk, this once.`
  );
}

/** What killed installations left behind. A draft whose process lives is somebody's. */
async function removeAbandoned(): Promise<void> {
  const names = (await exists(cache)) ? await readdir(cache) : [];
  const abandoned = names.filter((name) => {
    const pid = Number(name.split(DRAFT)[1]);
    return Number.isSafeInteger(pid) && !isAlive(pid);
  });
  for (const name of abandoned) await rm(path.join(cache, name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

/** Optional packages are native extras (clipboard, audio); the one that Claude needs is its very program. */
async function runNpm(directory: string, name: AgentName): Promise<void> {
  const omit = name === "qwen" ? ["--omit=optional"] : [];
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", ...omit];
  // The agents will run in this Node, whatever older one npm may have been started with.
  const env = { ...process.env, npm_config_engine_strict: "false", npm_config_loglevel: "error" };
  const child = spawn("npm", args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-4_000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => {
      reject(new Error(`npm could not be started: is it on the PATH? (${error.message})`));
    });
    child.once("close", resolve);
  });
  if (code === 0) return;
  throw new Error(`npm ci could not install ${packages[name].npm} (exit code ${code}):\n${output}`);
}

/** One step, so that a folder of that name is always whole. Whoever was faster has installed the same. */
async function moveInto(draft: string, directory: string): Promise<void> {
  try {
    await rename(draft, directory);
  } catch (error) {
    if (!isCode(error, "ENOTEMPTY") && !isCode(error, "EEXIST")) throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

if (import.meta.main) {
  for (const name of agentNames) {
    const { alreadyThere, directory } = await installAgent(name, { onProgress: console.log });
    if (alreadyThere) console.log(`${packages[name].title} is in ${directory}.`);
  }
}
