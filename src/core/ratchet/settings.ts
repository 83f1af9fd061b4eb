/** Test scripts and settings: what hides a failure, a threshold that goes down, a script that no longer tests. */
import {
  CHOSEN,
  DELEGATES,
  HIDING,
  IDLE,
  LEFT_OUT,
  RUNNER_SETTINGS,
  RUNS,
  SCRIPT,
  SETTINGS,
  THRESHOLD,
} from "./setting-patterns.ts";
import type { FileChange, Loosened } from "./words.ts";

/** Whether a path tells how tests are run. */
export function isSetting(path: string): boolean {
  const lower = path.toLowerCase();
  return SETTINGS.some((pattern) => pattern.test(lower));
}

export function weakenedSettings({ path, before, after }: FileChange): Loosened[] {
  const old = before ?? "";
  const now = after ?? "";
  const isRunner = before !== null && RUNNER_SETTINGS.test(path);
  const found = [
    hidden(old, now) ?? (isRunner ? leftOut(old, now) : null),
    isRunner ? chosen(old, now) : null,
    lowered(old, now),
    emptied(old, now),
    // What a package's scripts do is told by their names.
    after === null || path.endsWith(".json") ? null : silenced(old, after),
  ];
  return found.filter((says) => says !== null).map((says) => ({ path, says }));
}

function hidden(before: string, after: string): string | null {
  const more = HIDING.find(({ pattern }) => count(after, pattern) > count(before, pattern));
  return more?.says ?? null;
}

function lowered(before: string, after: string): string | null {
  const now = readThresholds(after);
  for (const [key, values] of readThresholds(before)) {
    const left = now.get(key) ?? [];
    const index = values.findIndex((value, at) => value > (left[at] ?? -1));
    if (index === -1) continue;
    const to = left[index];
    return to === undefined
      ? `no longer sets \`${key}\` (${values[index]})`
      : `lowers \`${key}\` from ${values[index]} to ${to}`;
  }
  return null;
}

/** By their names, highest first. */
function readThresholds(text: string): Map<string, number[]> {
  const thresholds = new Map<string, number[]>();
  for (const [, key, value] of text.matchAll(THRESHOLD)) {
    const name = String(key);
    thresholds.set(name, [...(thresholds.get(name) ?? []), Number(value)]);
  }
  for (const values of thresholds.values()) values.sort((a, b) => b - a);
  return thresholds;
}

function emptied(before: string, after: string): string | null {
  const now = readScripts(after);
  for (const [name, command] of readScripts(before)) {
    const left = now.get(name);
    if (isIdle(command) || (left === undefined && name !== "test")) continue;
    if (left === undefined || isIdle(left) || isSilenced(command, left)) {
      return `no longer tests anything in \`${name}\``;
    }
  }
  return null;
}

function isIdle(command: string): boolean {
  return command.split(/&&|;/).every((part) => IDLE.test(part));
}

function silenced(before: string, after: string): string | null {
  return isSilenced(before, after) ? "no longer runs any test" : null;
}

/** Whatever it did besides, it ran tests, and now it runs none. */
function isSilenced(before: string, after: string): boolean {
  return count(before, RUNS) > 0 && count(after, RUNS) === 0 && !DELEGATES.test(after);
}

function leftOut(before: string, after: string): string | null {
  const [was = 0, is = 0] = [before, after].map((text) =>
    text.matchAll(LEFT_OUT).reduce((sum, [, list]) => sum + count(String(list), /["'`]/g), 0),
  );
  return is > was ? "leaves more out than before" : null;
}

function chosen(before: string, after: string): string | null {
  return count(after, CHOSEN) > count(before, CHOSEN) ? "chooses which tests run" : null;
}

function readScripts(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(SCRIPT)].map(([, name, command]) => [String(name), String(command)]),
  );
}

function count(text: string, pattern: RegExp): number {
  return text.matchAll(pattern).reduce((sum) => sum + 1, 0);
}
