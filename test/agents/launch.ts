/** What a runner needs to run an installed agent against a scripted model: nothing but what an operator would configure. */
import type { AgentChoice } from "../../runners/config.ts";
import type { AgentName, Installed } from "./install.ts";
import type { Model } from "./model.ts";

export interface Launch {
  /** For `RunnerConfig`. */ agents: AgentChoice[];
  /** For `RunnerConfig`. */ agentsDirectory: string;
  /** For the environment of the runner, `RunnerParts.environment`, over its own. */
  environment: Record<string, string>;
}

/** The row of `name` in runners/agents/known.ts does the rest: arguments, settings files, fixed variables. */
export function launchAgent(
  name: AgentName,
  installed: Installed,
  model: Pick<Model, "url">,
): Launch {
  const settings = settingsFor(name);
  return {
    agents: [{ name, command: null, env: Object.keys(settings) }],
    agentsDirectory: installed.directory,
    environment: { ...loginFor(name, model.url), ...settings, ...noProxy },
  };
}

/** Keys that open nothing, and the model's address. */
function loginFor(name: AgentName, url: string): Record<string, string> {
  switch (name) {
    case "claude":
      return { ANTHROPIC_API_KEY: "none-needed-here", ANTHROPIC_BASE_URL: url };
    case "qwen":
      return {
        OPENAI_API_KEY: "none-needed-here",
        OPENAI_BASE_URL: `${url}/v1`,
        OPENAI_MODEL: "gpt-4o",
      };
  }
}

/** What an operator would list under `env` in runner.yml. */
function settingsFor(name: AgentName): Record<string, string> {
  switch (name) {
    case "claude":
      return {
        // Claude Code gives its newest models no to-do list unless told so, and then a tool that is only found by search.
        CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
        CLAUDE_CODE_ENABLE_TASKS: "0",
        ENABLE_TOOL_SEARCH: "false",
      };
    case "qwen":
      return {};
  }
}

/** Loopback is never behind the machine's proxy. */
const noProxy = { NO_PROXY: "127.0.0.1,localhost" };
