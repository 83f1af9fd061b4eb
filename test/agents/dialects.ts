/**
 * How each agent names its tools: the same act in its own words. A new agent is a new row.
 * Names and arguments as in the versions that `install.ts` pins.
 */

/** What a scripted model wants done. Paths are relative to the worktree. */
export type Act =
  | { read: string }
  /** Replaces the only place where `from` stands. */
  | { edit: string; from: string; to: string }
  /** A line for the agent's own shell tool. */
  | { run: string };

export interface PlanEntry {
  content: string;
  status: "pending" | "in_progress" | "completed";
}

/** One call of one of the agent's tools. */
export interface Call {
  name: string;
  arguments: Record<string, unknown>;
}

export interface Dialect {
  /** A tool that no other agent here has: who offers it to the model is this agent, at work. */ sign: string;
  /** Where its prompts name the worktree (group 1), for tools that want absolute paths; null when they take relative ones. */
  directory: RegExp | null;
  plan(entries: readonly PlanEntry[]): Call;
  read(file: string): Call;
  edit(file: string, from: string, to: string): Call;
  run(line: string): Call;
}

const claude: Dialect = {
  sign: "Edit",
  directory: null,
  plan: (entries) => ({
    name: "TodoWrite",
    arguments: { todos: entries.map((entry) => ({ ...entry, activeForm: entry.content })) },
  }),
  read: (file) => ({ name: "Read", arguments: { file_path: file } }),
  edit: (file, from, to) => ({
    name: "Edit",
    arguments: { file_path: file, old_string: from, new_string: to },
  }),
  run: (line) => ({ name: "Bash", arguments: { command: line, description: line } }),
};

const qwen: Dialect = {
  sign: "todo_write",
  directory: /working in the directory: (.+)/,
  plan: (entries) => ({
    name: "todo_write",
    arguments: { todos: entries.map((entry, at) => ({ ...entry, id: String(at + 1) })) },
  }),
  read: (file) => ({ name: "read_file", arguments: { file_path: file } }),
  edit: (file, from, to) => ({
    name: "edit",
    arguments: { file_path: file, old_string: from, new_string: to },
  }),
  run: (line) => ({
    name: "run_shell_command",
    arguments: { command: line, description: line, is_background: false },
  }),
};

export const dialects: readonly Dialect[] = [claude, qwen];
