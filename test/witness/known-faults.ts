/** What GitHub's own description says otherwise than GitHub does, as Prism names it: found, but not held against us. */
import type { Judged } from "./prism.ts";

export interface KnownFault {
  /** `GET /app` */
  call: RegExp;
  says: RegExp;
  why: string;
}

export const DESCRIPTION_IS_WRONG: readonly KnownFault[] = [
  {
    call: /^GET \/app\/installations$/,
    says: /^response\.body\.\d+\.account: .* required property '(created_at|name|slug|updated_at)'$/,
    why: "an account is described as a user and an enterprise at once",
  },
  {
    call: /^GET .*\/actions\/(workflows\/[^/]+\/)?runs/,
    says: /\.head_commit\.(author|committer)\.email: .* must match format "email"$/,
    why: "a bot's address has brackets (1+ao[bot]@users.noreply.github.com), which the format forbids",
  },
  {
    call: /^GET .*\/contents\//,
    says: /^response: The received media type "application\/vnd\.github(\.v3)?\.raw; charset=utf-8" does not match/,
    why: "a file as it is (`raw`) is told of in words only",
  },
  {
    call: /^GET .*\/contents\//,
    says: /^response\.body: Response body must be object$/,
    why: "as above: held to what a file as JSON would be",
  },
];

/** @returns `unknown`: one readable line each; `known`: those of the list that were met */
export function findFaults(judged: readonly Judged[]): {
  unknown: string[];
  known: Set<KnownFault>;
} {
  const unknown: string[] = [];
  const known = new Set<KnownFault>();
  for (const { method, path, status, violations } of judged) {
    const call = `${method} ${path}`;
    for (const says of violations) {
      const fault = DESCRIPTION_IS_WRONG.find((one) => one.call.test(call) && one.says.test(says));
      if (fault === undefined) unknown.push(`${call} → ${status}: ${says}`);
      else known.add(fault);
    }
  }
  return { unknown, known };
}
