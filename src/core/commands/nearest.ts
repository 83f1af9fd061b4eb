import { distance } from "fastest-levenshtein";

/**
 * The choice a mistyped word most likely meant, or null when none is near: at most two edits away (`stpo`),
 * one for a word of one or two letters, which is two edits away from too much. Case does not count.
 */
export function nearest<T extends string>(word: string, choices: readonly T[]): T | null {
  const typed = word.slice(0, 40).toLowerCase();
  let best: T | null = null;
  let bestDistance = typed.length <= 2 ? 1 : 2;
  for (const choice of choices) {
    const edits = distance(typed, choice.toLowerCase());
    if (edits > bestDistance || (best !== null && edits === bestDistance)) continue;
    best = choice;
    bestDistance = edits;
  }
  return best;
}
