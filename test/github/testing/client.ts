import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { App, Octokit } from "octokit";
import { z } from "zod";
import type { StandIn } from "../stand-in.ts";

/** The App as a real one is built; pacing and retries are left to the test. */
export function makeApp(github: StandIn): App {
  return new App({
    appId: github.app.id,
    privateKey: github.app.privateKey,
    Octokit: Octokit.defaults({
      baseUrl: `${github.url}/api/v3`,
      throttle: { enabled: false },
      retry: { enabled: false },
    }),
  });
}

export async function installationOctokit(github: StandIn): Promise<Octokit> {
  return makeApp(github).getInstallationOctokit(github.installationId);
}

/** An Octokit with a fixed token, of a person or an installation. */
export function tokenOctokit(github: StandIn, token: string): Octokit {
  return new Octokit({
    auth: token,
    baseUrl: github.url,
    throttle: { enabled: false },
    retry: { enabled: false },
  });
}

/** An installation token of its own, with what is asked for. */
export async function issueToken(
  github: StandIn,
  request: {
    readonly repository_ids?: number[];
    readonly permissions?: Record<string, "read" | "write">;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<string> {
  const answer = await makeApp(github).octokit.request(
    "POST /app/installations/{installation_id}/access_tokens",
    { installation_id: github.installationId, ...request },
  );
  return answer.data.token;
}

/** The status GitHub answered with, where a call was refused, and its words. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    return z.object({ status: z.number(), message: z.string() }).parse(error);
  }
  throw new Error("the call was not refused");
}

export interface Clone {
  readonly directory: string;
  readonly git: (
    ...args: string[]
  ) => Promise<{ exitCode: number; stdout: string; stderr: string }>;
  readonly commit: (files: Readonly<Record<string, string>>, message: string) => Promise<void>;
  readonly push: (branch: string) => Promise<{ exitCode: number; stderr: string }>;
  readonly remove: () => Promise<void>;
}

/** A real clone with a token in its URL. */
export async function cloneRepository(
  github: StandIn,
  name: string,
  token: string,
): Promise<Clone> {
  const directory = await mkdtemp(path.join(tmpdir(), "clone-"));
  const git: Clone["git"] = async (...args) => {
    const identity = ["-c", "user.name=AO", "-c", "user.email=ao@example.com"];
    const result = await execa("git", [...identity, ...args], {
      cwd: directory,
      reject: false,
      env: { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" },
    });
    return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  };
  const url = github.url.replace("http://", `http://x-access-token:${token}@`);
  const cloned = await git("clone", "--quiet", `${url}/${name}.git`, ".");
  const clone: Clone = {
    directory,
    git,
    commit: async (files, message) => {
      for (const [file, text] of Object.entries(files)) {
        await writeFile(path.join(directory, file), text);
      }
      await git("add", "--all");
      await git("commit", "--quiet", "-m", message);
    },
    push: (branch) => git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
  if (cloned.exitCode === 0) return clone;
  await clone.remove();
  throw new Error(cloned.stderr);
}
