/**
 * What a repository says in its `.github/ao.yml`, and what holds once the operator's limits are laid over it.
 * Every message here goes on after the key's name: “`parallel` must be a whole number …”.
 */
import { z } from "zod";
import { nearest } from "./commands/nearest.ts";

/** The operator's: the most any repository gets. */
export interface Limits {
  /** Work items at a time in one repository. */
  parallel: number;
  budgetIssueUsd: number;
  budgetDayUsd: number;
  /** Charged tries at red checks before somebody is asked. */
  attempts: number;
}

export const defaultLimits: Limits = {
  parallel: 2,
  budgetIssueUsd: 5,
  budgetDayUsd: 20,
  attempts: 5,
};

/** When nobody is mentioned. Minutes after midnight in `timeZone`; `until` is before `from` when it spans midnight. */
export interface QuietHours {
  fromMinute: number;
  untilMinute: number;
  timeZone: string;
}

/** What holds for a repository: its file, narrowed to the operator's limits. null and [] where nothing is said. */
export interface Policy {
  /** The command that checks the work, and the one that prepares a fresh worktree for it. */
  verify: string | null;
  setup: string | null;
  /** Logins of persons to ask, in this order, when the requester is away. */
  ask: readonly string[];
  quiet: QuietHours | null;
  budgetIssueUsd: number;
  budgetDayUsd: number;
  parallel: number;
  /** Globs from the repository's root; a change to a file that matches one asks first. */
  protect: readonly string[];
  /** Logins whose red pull requests are mended without being asked; `dependabot` is the app of that name. */
  heal: readonly string[];
}

/** The file's words, checked. A field that is missing was not said. */
export type PolicyFile = z.infer<typeof policyFileSchema>;

/** One thing wrong with the file, for whoever wrote it. */
export interface PolicyMistake {
  /** Counted from 1. */
  line: number;
  /** As written, `budget.issue` for a key inside another; empty where the mistake is not about one key. */
  key: string;
  /** Goes on after the key. */
  says: string;
  /** What was most likely meant. */
  nearest: string | null;
}

/** How each key is written, for messages. */
export const policyExamples = {
  verify: "verify: npm test",
  setup: "setup: npm ci",
  ask: "ask: [mira, jo]",
  quiet: "quiet: 22:00-08:00 Europe/Berlin",
  budget: "budget: { issue: 10, day: 50 }",
  parallel: "parallel: 2",
  protect: 'protect: ["infra/**"]',
  heal: "heal: [dependabot]",
} as const;

/** Units guards: beyond these a number of dollars was most likely written in cents. */
const maxIssueUsd = 500;
const maxDayUsd = 5_000;

export const policyFileSchema = z.strictObject({
  verify: command("verify").optional(),
  setup: command("setup").optional(),
  ask: list("ask", "a list of logins", checkPerson).max(20, atMost(20)).optional(),
  quiet: z.string(expected("quiet", "hours and a time zone")).superRefine(checkQuiet).optional(),
  budget: z
    .strictObject(
      { issue: dollars(maxIssueUsd).optional(), day: dollars(maxDayUsd).optional() },
      expected("budget", "US dollars for an issue and for a day"),
    )
    .optional(),
  parallel: wholeNumber("parallel", { min: 1, max: 20 }).optional(),
  protect: list("protect", "a list of patterns", checkGlob).max(100, atMost(100)).optional(),
  heal: list("heal", "a list of logins", checkAuthor).max(20, atMost(20)).optional(),
});

/** What holds: limits as the repository wants them but never above the operator's; all else as the repository says. */
export function narrow(operator: Limits, file: PolicyFile): Policy {
  return {
    verify: file.verify ?? null,
    setup: file.setup ?? null,
    ask: file.ask ?? [],
    quiet: file.quiet === undefined ? null : readQuietHours(file.quiet),
    budgetIssueUsd: Math.min(
      operator.budgetIssueUsd,
      file.budget?.issue ?? Number.POSITIVE_INFINITY,
    ),
    budgetDayUsd: Math.min(operator.budgetDayUsd, file.budget?.day ?? Number.POSITIVE_INFINITY),
    parallel: Math.min(operator.parallel, file.parallel ?? Number.POSITIVE_INFINITY),
    protect: file.protect ?? [],
    heal: file.heal ?? [],
  };
}

/** What holds where there is no file and the operator set nothing. */
export const defaultPolicy: Policy = narrow(defaultLimits, {});

type Key = keyof typeof policyExamples;
type Check = z.RefinementCtx<string>;

function expected(key: Key, what: string): { error: (issue: { input?: unknown }) => string } {
  const example = `like \`${policyExamples[key]}\``;
  return {
    error: ({ input }) =>
      input === null
        ? `has no value: leave the line out or write ${what}, ${example}`
        : `must be ${what}, ${example}`,
  };
}

function command(key: "verify" | "setup"): z.ZodString {
  const says = expected(key, "one command in one line");
  // Control characters end lines in a terminal or hide what comes after them.
  return z
    .string(says)
    .trim()
    .min(1, says)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, says)
    .max(1_000, "is too long: at most 1,000 characters; put the steps into a script");
}

function list(
  key: "ask" | "protect" | "heal",
  what: string,
  check: (entry: string, check: Check) => void,
): z.ZodArray<z.ZodString> {
  const says = expected(key, what);
  return z.array(z.string(says).superRefine(check), says);
}

function atMost(count: number): string {
  return `is too long: at most ${count} entries`;
}

function wholeNumber(key: "parallel", { min, max }: { min: number; max: number }): z.ZodNumber {
  const says = expected(key, `a whole number from ${min} to ${max}`);
  return z.number(says).int(says).min(min, says).max(max, says);
}

function dollars(maxUsd: number): z.ZodNumber {
  const says = expected("budget", "a number of US dollars above 0");
  return z
    .number(says)
    .positive(says)
    .max(maxUsd, {
      error: ({ input }) =>
        `is a very large number of dollars: write \`${Number(input) / 100}\` if cents were meant (at most ${maxUsd})`,
    });
}

function checkPerson(login: string, check: Check): void {
  if (/[/@]/.test(login)) {
    const says = login.includes("/")
      ? "names a team: name persons, since a team's mention does not reach phones"
      : "has a value that starts with `@`: write logins without it";
    check.addIssue({ code: "custom", message: says });
  } else if (!isLogin(login)) check.addIssue({ code: "custom", message: notALogin });
}

function checkAuthor(login: string, check: Check): void {
  if (!isLogin(login.replace(/\[bot\]$/, "")))
    check.addIssue({ code: "custom", message: notALogin });
}

const notALogin = "has an entry that is no GitHub login: letters, digits and hyphens, at most 39";

/** GitHub's rule; the underscore is in the logins of enterprise-managed users. */
function isLogin(login: string): boolean {
  return /^[a-z\d](?:[a-z\d_-]{0,38})$/i.test(login);
}

function checkGlob(glob: string, check: Check): void {
  const says = wrongWithGlob(glob);
  if (says !== null) check.addIssue({ code: "custom", message: says });
}

/** A pattern that can match nothing would protect nothing, and nobody would notice. */
function wrongWithGlob(glob: string): string | null {
  if (glob.trim() !== glob || glob === "" || /\p{Cc}/u.test(glob))
    return "has an empty or broken pattern";
  if (glob.length > 200) return "has a pattern of more than 200 characters";
  if (/^\.?\/|^!|\\|(?:^|\/)\.\.(?:\/|$)/.test(glob)) {
    return "has patterns from the repository's root, like `infra/**`, without `/`, `./`, `!`, `..` or `\\`";
  }
  return glob.endsWith("/")
    ? "has a pattern for a folder: end it with `**`, like `infra/**`"
    : null;
}

function checkQuiet(text: string, check: Check): void {
  if (readQuietHours(text) !== null) return;
  const zone = text.slice(0, 100).trim().split(/\s+/).at(-1);
  const meant = nearest(`${zone}`, Intl.supportedValuesOf("timeZone"));
  const message = `must be hours and a time zone, like \`${policyExamples.quiet}\``;
  check.addIssue({ code: "custom", message, params: { nearest: meant } });
}

/** Reads `22:00-08:00 Europe/Berlin`; null when it is not that, or names a zone that does not exist. */
function readQuietHours(text: string): QuietHours | null {
  const clock = String.raw`((?:[01]?\d|2[0-3]):[0-5]\d)`;
  const match = new RegExp(`^${clock} {0,3}[-–] {0,3}${clock} {1,3}(\\S{1,64})$`).exec(text);
  if (match === null) return null;
  const timeZone = String(match[3]);
  const hours = { fromMinute: minuteOfDay(match[1]), untilMinute: minuteOfDay(match[2]), timeZone };
  return hours.fromMinute !== hours.untilMinute && isTimeZone(timeZone) ? hours : null;
}

function minuteOfDay(clock: string | undefined): number {
  const [hour, minute] = String(clock).split(":").map(Number);
  return Number(hour) * 60 + Number(minute);
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // A RangeError is all it throws, and how it says that it knows no such zone.
    return false;
  }
}
