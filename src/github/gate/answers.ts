/** What GitHub says to a push it refuses, sorted by who can mend it. */
import { TransientError } from "../../errors.ts";
import { firstLine, shown } from "./objection.ts";
import type { PushObjection } from "../../core/work-item.ts";
import type { PushRefusal } from "../port.ts";

interface Answer {
  is: RegExp;
  about: PushObjection;
  forAgent: boolean;
  says: (match: RegExpExecArray, remote: string) => string;
}

const STALE =
  /stale info|non-fast-forward|not a fast forward|fetch first|already exists|cannot lock ref|failed to update ref/;

/** First match wins: one refusal may name several of these. */
const ANSWERS: readonly Answer[] = [
  {
    is: STALE,
    about: "branch",
    forAgent: false,
    says: () => "Somebody else has pushed to AO's branch meanwhile, so nothing was pushed over it.",
  },
  {
    is: /refusing to allow .{0,200}workflow (?:[`'"](?<file>[^`'"\n]{1,300})[`'"])?/i,
    about: "workflow",
    forAgent: true,
    says: ({ groups }) =>
      `GitHub lets no App like AO change workflows${at(groups?.["file"])}: merge the newest base branch and leave them as they are there.`,
  },
  {
    is: /GH009|cannot contain secrets|secrets? (?:detected|found)/i,
    about: "secret",
    forAgent: true,
    says: (_match, remote) =>
      `GitHub found a secret${at(/path: ?(?<file>\S[^\n]{0,300})/.exec(remote)?.groups?.["file"])} and takes no push with it: make your new commits anew without it.`,
  },
  {
    is: /GH001|exceeds GitHub's file size limit/i,
    about: "other",
    forAgent: true,
    says: (_match, remote) =>
      `A file is larger than GitHub takes (100 MB)${at(/File (?<file>\S.{0,300}?) is \d/.exec(remote)?.groups?.["file"])}: leave it out of every new commit.`,
  },
  {
    is: /GH008|unknown Git LFS object/i,
    about: "other",
    forAgent: true,
    says: () =>
      "A new commit points to a file in Git LFS that GitHub doesn't have: leave files that are kept there as they are.",
  },
  {
    is: /verified signatures?/i,
    about: "repository",
    forAgent: false,
    says: () =>
      "The repository wants signed commits, and GitHub does not take AO's for signed: except `ao/*` from that rule, or push by hand.",
  },
  {
    is: /GH006|GH013|GH00\d|protected branch|rule violations|hook declined/i,
    about: "repository",
    forAgent: false,
    says: (_match, remote) =>
      `The repository's rules refuse the push: ${reasons(remote)}. Except \`ao/*\` from them, or push by hand.`,
  },
  {
    is: /archived|read-only/i,
    about: "repository",
    forAgent: false,
    says: () => "The repository is archived, so nothing can be pushed to it.",
  },
  {
    is: /did not receive expected object|missing necessary objects|unpacker error|unable to read|bad object/i,
    about: "other",
    forAgent: false,
    says: () =>
      "GitHub could not put the new commits together: `/ao retry` lets them be made anew.",
  },
];

/** Whether the branch was not where it should be. */
export function isStale(output: string): boolean {
  return STALE.test(output);
}

/** Whether GitHub would take the same commits with a signature. */
export function wantsSignatures(output: string): boolean {
  return /verified signatures?/i.test(output);
}

/** @throws {TransientError} for all that may be over in a while: the network, the other side's bad days */
export function readAnswer(output: string): PushRefusal {
  const remote = output
    .split("\n")
    .filter((line) => line.startsWith("remote:"))
    .map((line) => line.replace(/^remote:\s*(?:error:\s*)?/, "").trim())
    .join("\n");
  for (const { is, about, says, forAgent } of ANSWERS) {
    const match = is.exec(output);
    if (match !== null) return { about, says: says(match, remote), forAgent };
  }
  const line = output.split("\n").find((one) => /^(?:remote|error|fatal):/.test(one));
  throw new TransientError(`git could not push to GitHub: ${firstLine(line ?? output)}`);
}

/** GitHub lists what is violated behind dashes; other hooks just say it. */
function reasons(remote: string): string {
  const lines = remote.split("\n").filter((line) => line !== "");
  const listed = lines.filter((line) => /^- \S/.test(line)).map((line) => line.slice(2));
  const telling = lines.filter((line) => !/GH\d{3}|^Review |https?:\/\//.test(line));
  const words = (listed.length > 0 ? listed : telling.length > 0 ? telling : lines).slice(0, 2);
  return firstLine(words.map((line) => line.replace(/\.$/, "")).join("; ")) || "no reason given";
}

function at(file: string | undefined): string {
  return file === undefined ? "" : ` (${shown(file.trim())})`;
}
