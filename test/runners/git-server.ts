/** A bare repository behind real smart HTTP on loopback, readable with one token: what the app's `cloneUrl` leads to. */
import { execFile, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type GitServer = {
  cloneUrl: string;
  /** The bare repository on disk. */ bare: string;
  /** The first commit of `main`. */ base: string;
  /** Every request that came without the token. */ refused: string[];
  /** Answers each request with this status instead, until it is null again. */ breakWith:
    | number
    | null;
  git: (...args: string[]) => Promise<string>;
  /** Adds a commit with `files` to a branch and answers its name. */
  commit: (branch: string, files: Record<string, string>) => Promise<string>;
  close: () => Promise<void>;
};

export async function startGitServer(directory: string, token: string): Promise<GitServer> {
  const bare = path.join(directory, "origin.git");
  const tree = path.join(directory, "seed");
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
  await run("git", ["init", "--quiet", "--initial-branch=main", tree]);
  const refused: string[] = [];
  const state = { breakWith: null as number | null };
  const server = createServer((request, response) => {
    const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    if (request.headers.authorization !== expected) {
      refused.push(request.url ?? "");
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
    } else if (state.breakWith !== null) {
      response.writeHead(state.breakWith).end();
    } else {
      serve(directory, request, response);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const commit = async (branch: string, files: Record<string, string>) => {
    await run("git", ["checkout", "--quiet", "-B", branch], { cwd: tree });
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(tree, name)), { recursive: true });
      await writeFile(path.join(tree, name), text);
    }
    await run("git", ["add", "--all"], { cwd: tree });
    const identity = ["-c", "user.name=Mira", "-c", "user.email=mira@example.org"];
    await run("git", [...identity, "commit", "--quiet", "--message", `On ${branch}`], {
      cwd: tree,
    });
    await run("git", ["push", "--quiet", "--force", bare, `HEAD:refs/heads/${branch}`], {
      cwd: tree,
    });
    return (await run("git", ["rev-parse", "HEAD"], { cwd: tree })).stdout.trim();
  };
  return {
    cloneUrl: `http://127.0.0.1:${port}/origin.git`,
    bare,
    base: await commit("main", { "sum.js": "export const sum = (a, b) => a - b;\n" }),
    refused,
    get breakWith() {
      return state.breakWith;
    },
    set breakWith(status) {
      state.breakWith = status;
    },
    commit,
    git: async (...args) => (await run("git", args, { cwd: bare })).stdout.trim(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** CGI by hand: headers up to the empty line, then the body. */
function serve(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => {
    const answer = Buffer.concat(chunks);
    const split = answer.indexOf("\r\n\r\n");
    const headers = answer.subarray(0, split).toString("latin1").split("\r\n");
    const pairs = headers.map((line) => line.split(/:\s*/, 2));
    const status = Number.parseInt(pairs.find(([name]) => name === "Status")?.[1] ?? "200", 10);
    response.writeHead(status, Object.fromEntries(pairs));
    response.end(answer.subarray(split + 4));
  });
}
