/** A stand-in with something to find behind every route, asked through Prism. */
import { z } from "zod";
import { startGitHub } from "../github/stand-in.ts";
import type { StandIn } from "../github/stand-in.ts";
import { issueToken, makeApp } from "../github/testing/client.ts";
import type { Ask, Beside, Caller } from "./every-route.ts";
import type { Judge } from "./prism.ts";
import { startRelay } from "./relay.ts";

const FILES = {
  "README.md": "# web\n",
  "src/a.ts": "export {};\n",
  ".github/workflows/ci.yml": workflow("push", "exit 1"),
  ".github/workflows/slow.yml": workflow("workflow_dispatch", "sleep 60"),
};

function workflow(on: string, command: string): string {
  const steps = `    runs-on: ubuntu-latest\n    steps:\n      - run: ${command}\n`;
  return `name: ${command}\non: ${on}\njobs:\n  test:\n${steps}`;
}

export async function withRichStandIn(
  judge: Judge,
  play: (ask: Ask, beside: Beside) => Promise<void>,
): Promise<void> {
  const github = await startGitHub();
  const nobody = await startRelay(() => null);
  try {
    // Deliveries are kept, though none is taken.
    github.deliverTo(nobody.url);
    github.addUser("mira");
    const collaborators = { mira: "admin" } as const;
    await github.addRepository({ name: "acme/web", files: FILES, collaborators });
    await github.quiet();
    judge.standBefore(github.url);
    await play(await makeAsk(judge, github), {
      quiet: () => github.quiet(),
      protect: (branch) => github.settings("acme/web").protect(branch, { checks: ["test"] }),
    });
  } finally {
    await github.stop();
    await nobody.stop();
  }
}

async function makeAsk(judge: Judge, github: StandIn): Promise<Ask> {
  const app = await makeApp(github).octokit.auth({ type: "app" });
  const tokens: Record<Caller, string> = {
    app: z.object({ token: z.string() }).parse(app).token,
    installation: await issueToken(github),
    mira: github.userToken("mira"),
  };
  return async (line, body, caller = "installation") => {
    const [method = "", route = "", , format] = line.split(" ");
    const answer = await fetch(`${judge.url}/api/v3${route}`, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${tokens[caller]}`,
        "content-type": "application/json",
        accept: `application/vnd.github.${format ?? "json"}`,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status >= 400) throw new Error(`${line}: ${answer.status} ${text}`);
    return text === "" || format === "raw" ? text : JSON.parse(text);
  };
}
