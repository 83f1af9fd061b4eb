/** Workflow commands: lines like `::error file=a.ts,line=3::Bad` that a step writes to talk to the runner. */
import { isAbsolute, relative } from "node:path";
import type { JobLog } from "./log.ts";
import type { Annotation } from "./words.ts";

interface Command {
  name: string;
  properties: Map<string, string>;
  message: string;
}

const levels = new Map<string, Annotation["annotation_level"]>([
  ["error", "failure"],
  ["warning", "warning"],
  ["notice", "notice"],
]);
const ignored = new Set(["debug", "add-matcher", "remove-matcher", "echo"]);

/** Takes a step's output line by line, obeys the commands in it and logs the rest. */
export function createOutputReader(parts: {
  log: JobLog;
  directory: string;
  annotate: (annotation: Annotation) => void;
}): (line: string) => void {
  const { log, directory, annotate } = parts;
  let resumeToken: string | null = null;
  return (line) => {
    const command = parseCommand(line);
    if (command === null || (resumeToken !== null && command.name !== resumeToken)) {
      log.write(line);
      return;
    }
    const { name, message } = command;
    const level = levels.get(name);
    if (level !== undefined) {
      log.write(`##[${name}]${message}`);
      annotate(readAnnotation(command, level, directory));
    } else if (name === "add-mask") {
      log.mask(message);
    } else if (name === "group" || name === "endgroup") {
      log.write(`##[${name}]${message}`);
    } else if (name === "stop-commands" || name === resumeToken) {
      resumeToken = name === resumeToken ? null : message;
      log.write(line);
    } else if (!ignored.has(name)) {
      log.write(line);
    }
  };
}

function parseCommand(line: string): Command | null {
  const text = line.trimStart();
  const end = text.indexOf("::", 2);
  if (!text.startsWith("::") || end === -1) return null;
  const head = text.slice(2, end);
  const nameEnd = head.includes(" ") ? head.indexOf(" ") : head.length;
  const properties = head.slice(nameEnd).split(",").map(readProperty);
  return {
    name: head.slice(0, nameEnd),
    properties: new Map(properties),
    message: unescapeText(text.slice(end + 2)),
  };
}

function readProperty(text: string): [string, string] {
  const [name = "", ...value] = text.trim().split("=");
  const escaped = value.join("=").replaceAll("%3A", ":").replaceAll("%2C", ",");
  return [name, unescapeText(escaped)];
}

function unescapeText(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function readAnnotation(
  { properties, message }: Command,
  level: Annotation["annotation_level"],
  directory: string,
): Annotation {
  const file = properties.get("file") ?? "";
  const line = readLine(properties.get("line")) ?? 1;
  return {
    path: file === "" ? ".github" : isAbsolute(file) ? relative(directory, file) : file,
    start_line: line,
    end_line: readLine(properties.get("endLine")) ?? line,
    annotation_level: level,
    message,
    title: properties.get("title") ?? null,
  };
}

function readLine(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
