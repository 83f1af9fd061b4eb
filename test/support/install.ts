/**
 * Installs large packages on demand, for what is not part of `npm test`. Each has a manifest and a lock of its own, so
 * the project's own `npm ci` stays small.
 */
import { spawn } from "node:child_process";
import { access, copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

export interface Installation {
  /** Said in errors. */ name: string;
  /** The folder of its `package.json` and `package-lock.json`. */ manifest: string;
  /** Becomes the folder of its `node_modules`; named by version, so that another one is another folder. */
  directory: string;
  /** For `npm ci`. */ options?: string[];
  /** Told before anything is fetched. */ announce?: () => void;
}

/**
 * Installs once, with the machine's own npm and registry, exactly as the lock says, without install scripts.
 * Whoever is killed in the middle leaves nothing that looks installed.
 * @returns false when it is there already
 * @throws {Error} with npm's last words when it fails
 */
export async function installOnce(installation: Installation): Promise<boolean> {
  const { directory, manifest } = installation;
  if (await exists(directory)) return false;
  installation.announce?.();
  await removeAbandoned(path.dirname(directory));
  const draft = `${directory}${DRAFT}${process.pid}`;
  try {
    await mkdir(draft, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(path.join(manifest, file), path.join(draft, file));
    }
    await runNpm(draft, installation);
    await moveInto(draft, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return true;
}

/** Between a package's folder and the id of the process that fills it. */
const DRAFT = ".part-";

/** What killed installations left behind. A draft whose process lives is somebody's. */
async function removeAbandoned(cache: string): Promise<void> {
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

async function runNpm(
  directory: string,
  { name, options = [] }: Pick<Installation, "name" | "options">,
): Promise<void> {
  const args = [
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    ...options,
  ];
  // What is installed will run in this Node, whatever older one npm may have been started with.
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
  throw new Error(`npm ci could not install ${name} (exit code ${code}):\n${output}`);
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
