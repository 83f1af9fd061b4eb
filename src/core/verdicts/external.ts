/**
 * Checks that are not about the code: somebody's signature, a preview, a report. Where nobody asks for them they are
 * shown and not worked on. One row per kind, by what the services themselves call their checks.
 */

export type ExternalKind = "signature" | "preview" | "coverage" | "licences" | "quality" | "queue";

/** `isJob`: a job of the repository's own workflow. Its name says little: `coverage` may well run the tests. */
export interface Named {
  name: string;
  isJob: boolean;
}

const KINDS: { kind: ExternalKind; pattern: RegExp; jobsToo?: true }[] = [
  {
    kind: "signature",
    pattern:
      /\b(?:cla|dco)\b|easycla|cla[ -_]?(?:assistant|bot|check)|contributor licen[sc]e agreement/i,
    jobsToo: true,
  },
  {
    kind: "preview",
    pattern:
      /^(?:netlify|vercel|deploy\/netlify|cloudflare pages|workers builds|railway|heroku|surge|chromatic|percy|storybook|argos|amplify|aws amplify)\b|\bpreview\b|^(?:pages changed|header rules|redirect rules) - /i,
  },
  { kind: "coverage", pattern: /^(?:codecov|coverage|coveralls)\b|\bcoverage$/i },
  { kind: "licences", pattern: /\blicen[sc]es?\b|^fossa\b/i },
  {
    kind: "quality",
    pattern:
      /^(?:sonar|sonarcloud|sonarqube|codacy|codefactor|codeclimate|code climate|qlty|deepsource|deepscan|lgtm|codebeat|security\/snyk|snyk|gitguardian|socket security|semgrep|codescene|size-limit|bundlewatch|coderabbit)\b/i,
  },
  { kind: "queue", pattern: /^(?:mergify|wip|kodiakhq|bors|renovate|bulldozer)\b/i },
];

/** A job of another CI is one as well: `ci/circleci: coverage`. */
const CI = /^(?:ci|buildkite|continuous-integration|jenkins|drone|appveyor|circleci)\b/i;

/** @returns null for a check that is about the code */
export function externalKind({ name, isJob: isActions }: Named): ExternalKind | null {
  const isJob = isActions || CI.test(name);
  const found = KINDS.find(
    ({ pattern, jobsToo }) => (!isJob || jobsToo === true) && pattern.test(name.slice(0, 200)),
  );
  return found?.kind ?? null;
}

export function isExternal(check: Named): boolean {
  return externalKind(check) !== null;
}
