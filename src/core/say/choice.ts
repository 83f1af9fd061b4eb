/** A number where none can be chosen, or not that one. */

/** @param options how many there are now */
export function noChoiceText(options: number): string {
  return options === 0
    ? "Nothing waits for a number now. `/ao <what to do>` reaches the agent, and `/ao status` says how far it is."
    : `There are the options 1 to ${options}. \`/ao <what to do>\` reaches the agent, too.`;
}
