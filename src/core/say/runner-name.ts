/** Runner names are the team's business: in a public repository nobody reads them, not even in a sentence of the trail. */
import type { WorkItem } from "../work-item.ts";

/** `The runner attic`, and in a public repository or where no name is known only `The runner`. */
export function theRunner({ repository }: WorkItem, name: string | null): string {
  return repository.private && name !== null ? `The runner ${name}` : "The runner";
}
