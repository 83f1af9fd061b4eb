import type { Need } from "../model/permissions.ts";
import type { Issue } from "../model/words.ts";

/** Rights by area, so that a route says one word. */
export const NEED = {
  readMetadata: { app: ["metadata:read"], person: "read" },
  readContents: { app: ["contents:read"], person: "read" },
  readChecks: { app: ["checks:read"], person: "read" },
  writeChecks: { app: ["checks:write"], person: "none" },
  readStatuses: { app: ["statuses:read"], person: "read" },
  writeStatuses: { app: ["statuses:write"], person: "write" },
  readActions: { app: ["actions:read"], person: "read" },
  writeActions: { app: ["actions:write"], person: "write" },
  readIssues: { app: ["issues:read", "pull_requests:read"], person: "read" },
  comment: { app: ["issues:write", "pull_requests:write"], person: "read" },
  triage: { app: ["issues:write", "pull_requests:write"], person: "triage" },
  writeLabels: { app: ["issues:write", "pull_requests:write"], person: "write" },
  readPulls: { app: ["pull_requests:read"], person: "read" },
  writePulls: { app: ["pull_requests:write"], person: "write" },
  review: { app: ["pull_requests:write"], person: "read" },
  merge: { app: ["contents:write"], person: "write" },
} as const satisfies Record<string, Need>;

/** What is written on an issue needs `issues`; on a pull request either right will do. */
export function onIssue(level: "read" | "write", person: Need["person"]) {
  return (issue: Issue): Need => ({
    app: issue.pull === null ? [`issues:${level}`] : [`issues:${level}`, `pull_requests:${level}`],
    person,
  });
}
