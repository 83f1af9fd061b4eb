/** What a repository's files, commits and rulesets say of how to commit. Pure. */
import { skipsDrafts } from "./drafts.ts";
import { wantsSignOff } from "./sign-off.ts";
import { readTemplate } from "./template.ts";
import { readTitleStyle } from "./titles.ts";
import type { CommitPattern, Conventions, RepositoryRead } from "../conventions.ts";

const MAX_PATTERNS = 5;
const MAX_PATTERN_CHARS = 300;

export function deriveConventions(read: RepositoryRead): Conventions {
  const { files, workflows, template, messages, rules } = read;
  const checks = rules.flatMap((one) => one.checks);
  const wanted = rules.flatMap((one) => one.patterns).map(sayPattern);
  return {
    // Where only the base wants signatures a squash would do, but nobody knows yet how it will be merged.
    signed: rules.some((one) => one.signatures),
    signOff: wantsSignOff({ files, checks, messages }),
    titles: readTitleStyle({ files, messages }),
    template: template === null ? null : readTemplate(template),
    draft: !workflows.some(skipsDrafts),
    wanted: [...new Set(wanted)].slice(0, MAX_PATTERNS),
  };
}

function sayPattern({ of, operator, pattern, negate }: CommitPattern): string {
  const how = negate ? `no ${of} ${operator}` : `the ${of} ${operator}`;
  return `${how}: ${pattern.slice(0, MAX_PATTERN_CHARS)}`;
}
