/** Webhooks as GitHub sends them, made by the stand-in (whose payloads are checked against GitHub's schemas), in any number. */
import { createHmac, randomUUID } from "node:crypto";
import { startGitHub } from "../github/stand-in.ts";
import type { Delivery } from "../github/deliveries.ts";
import type { Post } from "./load.ts";

export interface Webhooks {
  /** The App they are for, and what they are signed with. */ app: {
    id: number;
    privateKey: string;
    webhookSecret: string;
  };
  /** A check of a commit that is not AO's: most of what an App is told. */ check(): Post;
  /** The label that asks AO for work, each time on another issue. */ labelled(): Post;
  /** Of the two bodies. */ bytes: { check: number; labelled: number };
}

const REPOSITORY = "acme/web";
const NUMBER = 987_654_321;

/** About what a bug report with a stack trace has. */
const BODY = Array.from(
  { length: 24 },
  (_unused, at) => `${at + 1}. \`sum(${at}, 2)\` gives ${at - 2}, and ${at + 2} was expected.`,
).join("\n");

export async function makeWebhooks(): Promise<Webhooks> {
  const github = await startGitHub({ deliver: false, actions: false });
  try {
    github.addUser("mira");
    await github.addRepository({
      name: REPOSITORY,
      files: { "sum.js": "export const sum = (a, b) => a - b;\n" },
      collaborators: { mira: "write" },
    });
    const mira = github.as("mira");
    const number = await mira.openIssue(REPOSITORY, { title: "sum subtracts", body: BODY });
    await mira.label(REPOSITORY, number, "bug");
    const sha = await mira.pushFiles(REPOSITORY, "other", { "a.txt": "a\n" }, "Not AO's");
    await github.external(REPOSITORY).checkRun(sha, "lint", "failure", { summary: BODY });
    const find = (event: string, action: string): Delivery => {
      const found = github.deliveries.find((one) => one.event === event && one.action === action);
      if (found === undefined) throw new Error(`the stand-in sent no ${event}.${action}`);
      return found;
    };
    return makePosts(github.app, {
      check: find("check_run", "completed"),
      labelled: find("issues", "labeled"),
    });
  } finally {
    await github.stop();
  }
}

function makePosts(
  app: Webhooks["app"],
  { check, labelled }: { check: Delivery; labelled: Delivery },
): Webhooks {
  const sign = (body: string): string =>
    `sha256=${createHmac("sha256", app.webhookSecret).update(body).digest("hex")}`;
  const checkSignature = sign(check.payload);
  const template = asForAo(labelled.payload);
  let issues = 0;
  return {
    app,
    bytes: { check: check.payload.length, labelled: labelled.payload.length },
    check: () => toPost(check, check.payload, checkSignature),
    labelled: () => {
      issues += 1;
      const body = template.replaceAll(String(NUMBER), String(issues));
      return toPost(labelled, body, sign(body));
    },
  };
}

/** The label is AO's, which only AO makes, and the issue has a number that can be found again. */
function asForAo(payload: string): string {
  const { issue, label, ...rest }: { issue: object; label: object } = JSON.parse(payload);
  return JSON.stringify({
    ...rest,
    issue: { ...issue, number: NUMBER },
    label: { ...label, name: "ao" },
  });
}

function toPost(delivery: Delivery, body: string, signature: string): Post {
  const headers = {
    ...delivery.headers,
    host: "127.0.0.1",
    "content-length": String(Buffer.byteLength(body)),
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": signature,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST /api/github/webhooks HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\n${body}`);
}
