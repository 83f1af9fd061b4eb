/** `--check`: what this machine, as this very user, needs to work for AO; each line says what was found and the fix. */
import { AoRefused, AoUnreachable, LeaseLost, makeAoServer } from "./ao-server.ts";
import type { AgentChoice, RunnerConfig } from "./config.ts";
import { knownAgents } from "./agents/known.ts";
import { JobFailure } from "./endings.ts";
import { mirrorEnvironment, runGit } from "./git.ts";
import type { Machine } from "./machine.ts";
import type { RunnerParts } from "./parts.ts";
import { canFindProcesses } from "./processes.ts";
import { refuseUnboxed } from "./sandbox.ts";

/** `warn` does not keep the runner from working. */
export type Finding = {
  level: "ok" | "warn" | "fail";
  what: string;
  says: string;
  fix: string | null;
};

const NEEDED_GIT = [2, 31] as const;

/** Looks at everything, whatever fails. In the order in which a person should mend it. */
export async function checkAll(
  config: RunnerConfig,
  machine: Machine,
  parts: RunnerParts,
): Promise<Finding[]> {
  return [
    checkSystem(),
    await checkGit(parts),
    checkSandbox(config),
    await checkServer(config, parts),
    ...(await Promise.all(config.agents.map((agent) => checkAgent(agent, machine, parts)))).flat(),
  ];
}

/** One line per finding, the fix below it. */
export function sayFindings(findings: readonly Finding[]): string {
  const mark = { ok: "ok  ", warn: "warn", fail: "FAIL" };
  return findings
    .map(({ level, what, says, fix }) => {
      const line = `${mark[level]}  ${what}: ${says}`;
      return fix === null ? line : `${line}\n      fix: ${fix}`;
    })
    .join("\n");
}

function checkSystem(): Finding {
  const what = "system";
  if (canFindProcesses()) return { level: "ok", what, says: process.platform, fix: null };
  const says = `${process.platform} has no readable /proc, so an agent's processes could not be stopped for certain`;
  return { level: "fail", what, says, fix: "Run it on Linux, or in a Linux container." };
}

async function checkGit(parts: RunnerParts): Promise<Finding> {
  const fix = `Install git ${NEEDED_GIT.join(".")} or newer and put it on the PATH of this user.`;
  try {
    const says = await runGit(["--version"], {
      cwd: "/",
      environment: mirrorEnvironment(parts.environment),
      signal: new AbortController().signal,
    });
    const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(says) ?? []).slice(1).map(Number);
    const enough = major > NEEDED_GIT[0] || (major === NEEDED_GIT[0] && minor >= NEEDED_GIT[1]);
    return { level: enough ? "ok" : "fail", what: "git", says, fix: enough ? null : fix };
  } catch (error) {
    return { level: "fail", what: "git", says: describe(error), fix };
  }
}

function checkSandbox(config: RunnerConfig): Finding {
  const refusal = refuseUnboxed(config, config.server);
  if (refusal !== null) {
    return {
      level: "fail",
      what: "sandbox",
      says: refusal,
      fix: "Write `sandbox: off`, or do not run here.",
    };
  }
  if (config.sandbox === "off") {
    const says = "off: agents can read and change everything that this user can";
    const fix = "Give the runner a user or a machine of its own, without logins or keys of yours.";
    return { level: "warn", what: "sandbox", says, fix };
  }
  const says = "none, so only servers and repositories on this machine are served";
  return { level: "ok", what: "sandbox", says, fix: null };
}

/** Asks about a job that does not exist: whoever is refused that, and not the token, is accepted. Takes no work. */
async function checkServer(config: RunnerConfig, parts: RunnerParts): Promise<Finding> {
  const what = `server ${config.server}`;
  const server = makeAoServer(config, parts);
  try {
    await server.beat("check", { epoch: 1, progress: null }, new AbortController().signal);
    return { level: "ok", what, says: "reachable, token accepted", fix: null };
  } catch (error) {
    if (error instanceof LeaseLost) {
      return { level: "ok", what, says: "reachable, token accepted", fix: null };
    }
    if (error instanceof AoUnreachable) {
      const fix =
        "Start the app, or correct `server` in runner.yml; look for a proxy or firewall between.";
      return { level: "fail", what, says: error.message, fix };
    }
    if (error instanceof AoRefused && (error.status === 401 || error.status === 403)) {
      const fix =
        "Copy the token that the app shows for this runner into `token` or AO_RUNNER_TOKEN.";
      return { level: "fail", what, says: `token refused: ${error.message}`, fix };
    }
    const fix =
      "Correct `server` in runner.yml: something answers there, but it is not AO, or another version.";
    return { level: "fail", what, says: describe(error), fix };
  }
}

async function checkAgent(
  agent: AgentChoice,
  machine: Machine,
  parts: RunnerParts,
): Promise<Finding[]> {
  const what = `agent ${agent.name}`;
  try {
    const { says } = await machine.checkAgent(agent);
    return [{ level: "ok", what, says, fix: null }, ...checkLogin(agent, parts)];
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    const { says, lastOutput } = error.diagnosis;
    const wrote = lastOutput.trim().slice(-500);
    const shown = wrote === "" ? says : `${says}\n      it wrote: ${wrote}`;
    const fix = "Run its command by hand as this user and see what it says.";
    return [{ level: "fail", what, says: shown, fix }];
  }
}

/** `initialize` works without a login, so what stands in for one is looked at as well. */
function checkLogin(agent: AgentChoice, { environment }: RunnerParts): Finding[] {
  const login = knownAgents[agent.name]?.login ?? [];
  if (login.length === 0 || login.some((name) => environment[name] !== undefined)) return [];
  const says =
    "no login found: every work item has a home of its own, so a login in yours is not seen";
  const fix = `Set one of ${login.join(", ")} in the runner's environment.`;
  return [{ level: "warn", what: `agent ${agent.name}`, says, fix }];
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
