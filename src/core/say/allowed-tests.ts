/** What a reviewer must know of a person's word about the tests. */
import type { WorkItem } from "../work-item.ts";

/** A line of the pull request's body where somebody said `/ao allow tests`; in a code span nobody is mentioned. */
export function allowedTestsLines({ testsAllowedBy }: WorkItem): string[] {
  if (testsAllowedBy === null) return [];
  const by = testsAllowedBy.replaceAll("`", "'");
  return [`- **Look at the tests**: removing or loosening them was allowed by \`${by}\``];
}
