/** Prism holds what the stand-in is asked and answers to GitHub's whole description, with code that is not ours. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "../github/rest/index.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import { callEveryRoute } from "./every-route.ts";
import { installWitness } from "./install.ts";
import { DESCRIPTION_IS_WRONG, findFaults } from "./known-faults.ts";
import { startJudge } from "./prism.ts";
import type { Judge } from "./prism.ts";
import { withRichStandIn } from "./rich-stand-in.ts";

let judge: Judge;
beforeAll(async () => {
  judge = await startJudge();
});
afterAll(() => judge.stop());

test("label → red check → same conversation → green → merged: nothing AO asks and nothing it is answered is against the description", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "failed", steps: [{ do: "say", text: "Mended." }, fixSum()] },
          { when: "", steps: [fixSum("export const sum = (a, b) => a * b;\n")] },
        ],
      });
      const number = await ao.openIssue("sum subtracts");
      const mira = ao.github.as("mira");

      await mira.label(REPOSITORY, number, "ao");
      const item = await ao.untilState(number, "in_review", 60_000);
      await mira.comment(REPOSITORY, number, "/ao why");
      await ao.until(() => ao.issue(number).comments.some((one) => one.body.startsWith("**Why")));
      await mira.mergePullRequest(REPOSITORY, ao.pull().number);
      await ao.untilState(number, "done");

      expect(item.attempts).toHaveLength(1);
      const judged = judge.judged();
      expect(judged.length).toBeGreaterThan(50);
      expect(findFaults(judged).unknown).toEqual([]);
    },
    { githubUrl: throughPrism },
  );
});

test("every route of the stand-in, called with success → none is against the description, but for its own known faults", async () => {
  await withRichStandIn(judge, callEveryRoute);

  const called = judge.judged().map(({ method, path: at }) => `${method} ${at}`);
  const uncalled = routes
    .map((route) => `${route.method} ${route.path}`)
    .filter((route) => !called.some((call) => patternOf(route).test(call)));
  // Prism follows redirects, so a log's goes past it.
  expect(uncalled).toEqual(["GET /repos/:owner/:repo/actions/jobs/:id/logs"]);
  const { unknown, known } = findFaults(judge.judged());
  expect(unknown).toEqual([]);
  expect(known).toEqual(new Set(DESCRIPTION_IS_WRONG));
});

test("a wrong question and a wrong answer → Prism finds both", async () => {
  const liar = createServer((_request, response) => {
    response.writeHead(201, { "content-type": "application/json" }).end('{ "id": "one" }');
  });
  liar.listen(0, "127.0.0.1");
  try {
    await once(liar, "listening");
    judge.standBefore(urlOf(liar));
    const action = { label: "Retry", description: "Start again", identifier: "retry" };
    const actions = [action, action, action, action];
    await fetch(`${judge.url}/api/v3/repos/acme/web/check-runs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "AO", head_sha: "main", actions }),
    });

    const said = findFaults(judge.judged()).unknown.join("\n");
    expect(said).toContain("request.body.actions: ");
    expect(said).toContain("response.body.id: ");
    expect(said).toContain("required property 'head_sha'");
  } finally {
    liar.close();
  }
});

test("the slice that our own oracle reads is cut from this very description", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "ao-witness-"));
  try {
    const cut = path.join(directory, "github.json");
    const program = fileURLToPath(new URL("../github/make-schema.ts", import.meta.url));
    const description = path.join(await installWitness("prism"), "@octokit", "openapi");
    await promisify(execFile)(process.execPath, [program, description, cut]);

    const ours = await readFile(new URL("../github/schema/github.json", import.meta.url), "utf8");
    expect((await readFile(cut, "utf8")) === ours).toBe(true);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

function throughPrism(standIn: string): string {
  judge.standBefore(standIn);
  return judge.url;
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return `http://127.0.0.1:${address.port}`;
}

/** `GET /repos/:owner/:repo/git/ref/:ref{.+}` as a pattern of calls. */
function patternOf(route: string): RegExp {
  const words = route.replaceAll(/:\w+\{\.\+\}/g, ".+").replaceAll(/:\w+/g, "[^/]+");
  return new RegExp(`^${words}$`);
}
