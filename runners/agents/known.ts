/**
 * The agents AO knows by name: how to start each over ACP, what may be passed to it, and what it can't.
 * Measured with the versions of late 2026; a new agent is a new row. Others are named in runner.yml with a `command`.
 */

export type KnownAgent = {
  /** The program, looked for in `agentsDirectory`/node_modules/.bin and on PATH, and its arguments. */
  program: string;
  args: readonly string[];
  /** The npm package that brings the program. */ npm: string;
  /** Variables of the daemon's environment that it gets when they are set: its login, its model, its address. */
  passes: readonly string[];
  /** Any one of these is a login that works without a person at the keyboard. */ login: readonly string[];
  /** Variables it always gets: no updates, no tracking, few silent retries, a mode that asks the client. */
  sets: Readonly<Record<string, string>>;
  /** Files written below its HOME when they are not there. */ files: Readonly<
    Record<string, string>
  >;
  /** What its `usage.totalTokens` counts; agents differ. */ usage:
    | "turn"
    | "session"
    | "request"
    | "none";
  /** What people should know before they choose it. */ cannot: readonly string[];
};

const proxies = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

export const knownAgents: Readonly<Record<string, KnownAgent>> = {
  claude: {
    program: "claude-agent-acp",
    args: [],
    npm: "@agentclientprotocol/claude-agent-acp",
    passes: [
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_AUTH_TOKEN",
      "ANTHROPIC_BASE_URL",
      "ANTHROPIC_MODEL",
      "CLAUDE_CODE_OAUTH_TOKEN",
      "CLAUDE_CONFIG_DIR",
      ...proxies,
    ],
    login: [
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_AUTH_TOKEN",
      "CLAUDE_CODE_OAUTH_TOKEN",
      "CLAUDE_CONFIG_DIR",
    ],
    sets: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_MAX_RETRIES: "3",
      DISABLE_AUTOUPDATER: "1",
      // Without these two its newest models keep no to-do list, and there is no plan to show.
      CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
      CLAUDE_CODE_ENABLE_TASKS: "0",
    },
    files: {},
    usage: "turn",
    cannot: [],
  },
  codex: {
    program: "codex-acp",
    args: [],
    npm: "@agentclientprotocol/codex-acp",
    passes: ["CODEX_API_KEY", "CODEX_HOME", "OPENAI_API_KEY", "OPENAI_BASE_URL", ...proxies],
    login: ["CODEX_API_KEY", "CODEX_HOME", "OPENAI_API_KEY"],
    sets: { INITIAL_AGENT_MODE: "workspace-write", NO_BROWSER: "1" },
    // Without it the model's update_plan is an unsupported call, and there is no plan to show.
    files: { ".codex/config.toml": "[tools.update_plan]\nenabled = true\n" },
    usage: "turn",
    cannot: ["tell what it costs"],
  },
  gemini: {
    program: "gemini",
    args: ["--acp"],
    npm: "@google/gemini-cli",
    passes: ["GEMINI_API_KEY", "GEMINI_MODEL", "GOOGLE_GEMINI_BASE_URL", ...proxies],
    login: ["GEMINI_API_KEY"],
    sets: { GEMINI_CLI_NO_RELAUNCH: "true", GEMINI_CLI_TRUST_WORKSPACE: "true" },
    files: {
      ".gemini/settings.json": `${JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
      })}\n`,
    },
    usage: "none",
    cannot: [
      "show a plan",
      "tell what it costs",
      "go on with a conversation younger than a minute",
      "show that its model is overloaded",
    ],
  },
  opencode: {
    program: "opencode",
    args: ["acp"],
    npm: "opencode-ai",
    passes: [
      "ANTHROPIC_API_KEY",
      "OPENAI_API_KEY",
      "OPENROUTER_API_KEY",
      "OPENCODE_API_KEY",
      "OPENCODE_CONFIG",
      ...proxies,
    ],
    login: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "OPENCODE_API_KEY"],
    sets: {
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    },
    files: {},
    usage: "request",
    cannot: ["show that its model is overloaded"],
  },
  qwen: {
    program: "qwen",
    args: ["--acp"],
    npm: "@qwen-code/qwen-code",
    passes: ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", ...proxies],
    login: ["OPENAI_API_KEY"],
    sets: {},
    files: {
      ".qwen/settings.json": `${JSON.stringify({
        security: { auth: { selectedType: "openai" } },
        tools: { todoWrite: { enabled: true }, approvalMode: "default" },
        privacy: { usageStatisticsEnabled: false },
        memory: { enableManagedAutoMemory: false },
        ui: { enableFollowupSuggestions: false },
      })}\n`,
    },
    usage: "none",
    cannot: ["tell what it costs", "show that its model is overloaded"],
  },
};
