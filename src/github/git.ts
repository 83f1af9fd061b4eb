/** git as the app runs it: no configuration of the machine, no prompt, no hook, no credential on disk or in an argument. */
import { execa } from "execa";

export interface Git {
  (args: string[], input?: Buffer | string): Promise<GitAnswer>;
}

export interface GitAnswer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * @param token goes into an HTTP header by way of the environment; null for work that needs no network
 * @param maxAllocationBytes for reading what others packed: a few bytes of it can unpack to gigabytes
 */
export function gitIn(directory: string, token: string | null, maxAllocationBytes?: number): Git {
  const limit =
    maxAllocationBytes === undefined ? {} : { GIT_ALLOC_LIMIT: String(maxAllocationBytes) };
  return async (args, input) => {
    const result = await execa("git", args, {
      cwd: directory,
      env: { ...environment(token), ...limit },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT,
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
    const exitCode = result.exitCode ?? 128;
    return { exitCode, stdout: result.stdout, stderr: result.stderr || result.shortMessage || "" };
  };
}

/** The bytes of a file by its object's name. @throws {Error} when it is not here */
export async function readBytes(directory: string, object: string): Promise<Buffer> {
  const { stdout } = await execa("git", ["cat-file", "blob", object], {
    cwd: directory,
    env: environment(null),
    extendEnv: false,
    stdin: "ignore",
    encoding: "buffer",
    stripFinalNewline: false,
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT,
  });
  return Buffer.from(stdout);
}

/** The same, but an exit code other than 0 throws, with git's own words. */
export async function must(git: Git, args: string[], input?: Buffer | string): Promise<string> {
  const answer = await git(args, input);
  if (answer.exitCode !== 0) {
    throw new Error(
      `git ${args[0] ?? ""} exited with ${answer.exitCode}: ${answer.stderr.slice(-2_000)}`,
    );
  }
  return answer.stdout;
}

function environment(token: string | null): Record<string, string> {
  const config: [string, string][] = [
    ["core.hooksPath", "/dev/null"],
    ["credential.helper", ""],
    // Nothing may still run in a directory that is being removed.
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["protocol.allow", "never"],
    ["protocol.https.allow", "always"],
    ["protocol.http.allow", "always"],
  ];
  if (token !== null) {
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    config.push(["http.extraHeader", `Authorization: Basic ${basic}`]);
  }
  const pairs = config.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    // What git says is read, and what a commit leads to is looked at as it stands.
    LC_ALL: "C",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(pairs),
  };
}
