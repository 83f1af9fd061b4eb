/**
 * Pages of the stand-in for people, looking as on a phone: threads, runs, logs. They are only read; what a person does
 * is done through `StandIn.as`. Where no repository is named they leave the request to whoever comes next.
 */
import type { Context, Next } from "hono";
import type { Job } from "../model/words.ts";
import { lookForRepository, type World } from "../model/world.ts";
import type { Web } from "../rest/serve.ts";
import { type Html, PAGE_HEADERS } from "./layout.ts";
import { numberIn, type Place, placeIn } from "./place.ts";
import { renderCheckPage, renderRunPage } from "./run.ts";
import { renderThread } from "./thread.ts";
import { renderRepositories, renderThreads } from "./threads.ts";

/** `/`, `/:owner/:repo`, `…/issues/:number`, `…/pull/:number`, `…/runs/:check`, `…/actions/runs/:run[/job/:job]`. */
export function servePages(web: Web, world: World): void {
  web.get("/", (context) => send(context, renderRepositories(world)));
  for (const [path, render] of pages) {
    web.get(`/:owner/:repo${path}`, async (context, next) => {
      const name = `${context.req.param("owner")}/${context.req.param("repo")}`;
      const repository = lookForRepository(world, name);
      if (repository === null) return leave(next);
      const page = await render(context, placeIn(world, repository));
      return page === null ? leave(next) : send(context, page);
    });
  }
}

type Render = (context: Context, place: Place) => Html | null | Promise<Html | null>;

const pages: readonly (readonly [path: string, render: Render])[] = [
  ["", (_context, place) => renderThreads(place)],
  ["/issues", (_context, place) => renderThreads(place)],
  ["/pulls", (_context, place) => renderThreads(place)],
  ["/actions", (_context, place) => renderThreads(place)],
  ["/issues/:number{[0-9]{1,9}}", showThread],
  ["/pull/:number{[0-9]{1,9}}", showThread],
  ["/runs/:check{[0-9]{1,15}}", showCheck],
  ["/actions/runs/:run{[0-9]{1,15}}", showRun],
  ["/actions/runs/:run{[0-9]{1,15}}/job/:job{[0-9]{1,15}}", showRun],
];

async function showThread(context: Context, place: Place): Promise<Html | null> {
  const issue = place.repository.issues.get(numberIn(context, "number"));
  return issue === undefined ? null : renderThread(issue, place);
}

/** A job of GitHub Actions has the id of its check run. */
function showCheck(context: Context, place: Place): Html | null | Promise<Html | null> {
  const id = numberIn(context, "check");
  for (const run of place.repository.workflowRuns) {
    const job = allJobs(run).find((one) => one.id === id);
    if (job !== undefined) return renderRunPage(run, [job], place);
  }
  const check = place.repository.checkRuns.find((one) => one.id === id);
  return check === undefined ? null : renderCheckPage(check, place);
}

function showRun(context: Context, place: Place): Html | null | Promise<Html | null> {
  const run = place.repository.workflowRuns.find(({ id }) => id === numberIn(context, "run"));
  if (run === undefined) return null;
  if (context.req.param("job") === undefined) return renderRunPage(run, run.jobs, place);
  const job = allJobs(run).find(({ id }) => id === numberIn(context, "job"));
  return job === undefined ? null : renderRunPage(run, [job], place);
}

function allJobs({ jobs, formerJobs }: Place["repository"]["workflowRuns"][number]): Job[] {
  return [...jobs, ...formerJobs];
}

async function send(context: Context, page: Html): Promise<Response> {
  return context.html(await page, 200, PAGE_HEADERS);
}

async function leave(next: Next): Promise<undefined> {
  await next();
  return undefined;
}
