/** What a check run marked in the code, as the first lines of an excerpt. */
import { shortenLine } from "./read-lines.ts";

/** As GitHub's check run annotations; `level` is `failure`, `warning` or `notice`, `line` counts from 1. */
export type Annotation = { path: string; line: number; level: string; message: string };

const MAX_MESSAGE_CHARS = 400;
const LEVELS = ["failure", "warning"];

/**
 * One line per annotation, failures first, with a heading and an empty line behind, at most `maxChars` long; empty
 * when there is nothing to say. Notices and the runner's own "Process completed with exit code" say nothing new.
 */
export function describeAnnotations(annotations: readonly Annotation[], maxChars: number): string {
  const telling = annotations.filter(
    ({ message }) => !message.startsWith("Process completed with exit code"),
  );
  const described = LEVELS.flatMap((level) =>
    telling.filter((annotation) => annotation.level === level).map(describeAnnotation),
  );
  let text = "";
  for (const line of new Set(described)) {
    if (HEADING.length + text.length + line.length + 2 > maxChars) break;
    text += `${line}\n`;
  }
  return text === "" ? "" : `${HEADING}${text}\n`;
}

const HEADING = "Annotations:\n";

function describeAnnotation({ path, line, level, message }: Annotation): string {
  const words = message.trim().replaceAll(/\s+/g, " ");
  return shortenLine(`${level} ${path}:${line} ${words}`, MAX_MESSAGE_CHARS);
}
