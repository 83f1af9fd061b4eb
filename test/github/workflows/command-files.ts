/** The files a step writes to talk to the runner: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_PATH, GITHUB_STEP_SUMMARY. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface CommandFiles {
  /** The variables that tell a step where the files are. */
  env: Record<string, string>;
  /** @throws {Error} GitHub's message when a file is not in its form */
  read(): Promise<Written>;
}

export interface Written {
  env: Record<string, string>;
  outputs: Record<string, string>;
  path: string[];
  summary: string;
}

export async function createCommandFiles(directory: string): Promise<CommandFiles> {
  await mkdir(directory, { recursive: true });
  const names = ["GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"];
  const env = Object.fromEntries(names.map((name) => [name, join(directory, name)]));
  await Promise.all(Object.values(env).map((path) => writeFile(path, "")));
  const readOne = (name: string): Promise<string> => readFile(join(directory, name), "utf8");
  return {
    env,
    read: async () => ({
      env: parsePairs(await readOne("GITHUB_ENV")),
      outputs: parsePairs(await readOne("GITHUB_OUTPUT")),
      path: splitLines(await readOne("GITHUB_PATH")).filter((line) => line !== ""),
      summary: await readOne("GITHUB_STEP_SUMMARY"),
    }),
  };
}

/** `name=value` lines, and `name<<END`, lines, `END` for a value of several lines. */
function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = splitLines(text);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const [, longName, delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    const equals = line.indexOf("=");
    if (longName !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, at + 1);
      if (end === -1) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      pairs[longName] = lines.slice(at + 1, end).join("\n");
      at = end;
    } else if (equals > 0) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}

function splitLines(text: string): string[] {
  return text.split(/\r?\n/);
}
