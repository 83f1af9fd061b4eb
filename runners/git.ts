/** Git as the runner runs it: no shell, no configuration of the machine's, no hooks, no questions, output bounded. */
import { execa, ExecaError } from "execa";

const MAX_OUTPUT_CHARS = 20_000_000;

/** `says` is git's own last words; they may hold what must not leave, redact before reporting. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly exitCode: number | null;
  readonly says: string;
  constructor(command: string, exitCode: number | null, says: string) {
    super(`git ${command}: ${says}`);
    this.exitCode = exitCode;
    this.says = says;
  }
}

export type GitOptions = {
  cwd: string;
  environment: Record<string, string>;
  signal: AbortSignal;
} & GitInput;
/** What git reads on its standard input: nothing, a text, or a file. */
type GitInput = { input?: string; inputFile?: string };
export type Git = (args: readonly string[], input?: GitInput) => Promise<string>;

/** Runs git and answers its standard output without the last line end. Throws `GitError`, or the signal's reason. */
export async function runGit(args: readonly string[], options: GitOptions): Promise<string> {
  options.signal.throwIfAborted();
  try {
    const { stdout } = await execa("git", args, {
      cwd: options.cwd,
      env: options.environment,
      extendEnv: false,
      ...(options.inputFile === undefined
        ? { input: options.input ?? "" }
        : { inputFile: options.inputFile }),
      cancelSignal: options.signal,
      killDescendants: true,
      forceKillAfterDelay: 1_000,
      maxBuffer: MAX_OUTPUT_CHARS,
    });
    return stdout;
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    const stderr: unknown = error.stderr;
    const written = typeof stderr === "string" ? stderr.trim().slice(-2_000) : "";
    const says = written === "" ? error.shortMessage : written;
    throw new GitError(args[0] ?? "", error.exitCode ?? null, says);
  }
}

/** Git bound to one directory and environment. */
export function gitIn(cwd: string, environment: Record<string, string>, signal: AbortSignal): Git {
  return (args, input) => runGit(args, { cwd, environment, signal, ...input });
}

/** True when git exits with 0, false with 1; anything else is a failure. For git's yes-or-no commands. */
export async function askGit(git: Git, args: readonly string[]): Promise<boolean> {
  try {
    await git(args);
    return true;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return false;
    throw error;
  }
}

/** Who commits. The app's name as GitHub shows it; what the agent writes into its own configuration does not count. */
export const committer: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: "ao[bot]",
  GIT_AUTHOR_EMAIL: "ao[bot]@users.noreply.github.com",
  GIT_COMMITTER_NAME: "ao[bot]",
  GIT_COMMITTER_EMAIL: "ao[bot]@users.noreply.github.com",
};

/** What the machine must let through so that git reaches a server behind a proxy or a private authority. */
const network = [
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "https_proxy",
  "http_proxy",
  "NO_PROXY",
  "no_proxy",
  "SSL_CERT_FILE",
  "GIT_SSL_CAINFO",
];

/**
 * The environment of git on the runner's own side (mirrors). Configuration travels in it, never in argv, a URL or a file.
 * `settings` come last and win.
 */
export function mirrorEnvironment(
  daemon: Readonly<Record<string, string | undefined>>,
  settings: readonly [string, string][] = [],
): Record<string, string> {
  const all: [string, string][] = [
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["credential.helper", ""],
    ["submodule.recurse", "false"],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["protocol.ext.allow", "never"],
    // A redirect would carry the token to another host.
    ["http.followRedirects", "false"],
    ...settings,
  ];
  const environment: Record<string, string> = {
    HOME: "/nonexistent",
    LANG: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    ...committer,
    GIT_CONFIG_COUNT: String(all.length),
  };
  for (const [at, [key, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${at}`] = key;
    environment[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  for (const name of ["PATH", ...network]) {
    const value = daemon[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
