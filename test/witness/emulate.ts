/** GitHub as `emulate` of Vercel Labs plays it, with the App installed in an organization, and its people. */
import { generateKeyPairSync } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { installWitness } from "./install.ts";

export const REPOSITORY = "acme/web";
export const APP = { id: 12_345, webhookSecret: "a secret of the emulated App" };

/** `owner` owns the organization, `mira` may write. */
type Person = "owner" | "mira";

export interface Emulator {
  url: string;
  /** PEM. */
  privateKey: string;
  /** Calls the REST API as a person. @throws {Error} with what it answered when that is no success */
  as(login: Person, call: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** What is used of the package; it is not there when types are checked. */
interface Package {
  createEmulator: (options: { service: "github"; port: number; seed: object }) => Promise<{
    url: string;
    close: () => Promise<void>;
  }>;
}

/** @param webhookUrl where the App's webhooks go */
export async function startEmulator(webhookUrl: string): Promise<Emulator> {
  const entry = path.join(await installWitness("emulate"), "emulate", "dist", "api.js");
  const { createEmulator }: Package = await import(pathToFileURL(entry).href);
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const seed = makeSeed(privateKey, webhookUrl);
  const { url, close } = await createEmulator({ service: "github", port: 0, seed });
  const as: Emulator["as"] = (login, line, body) => call(url, { login, line, body });
  await as("owner", `PUT /repos/${REPOSITORY}/collaborators/mira`, { permission: "push" });
  await as("owner", `POST /repos/${REPOSITORY}/labels`, { name: "ao", color: "5319e7" });
  return { url, privateKey, as, stop: close };
}

function makeSeed(privateKey: string, webhookUrl: string): object {
  const people: Person[] = ["owner", "mira"];
  return {
    tokens: Object.fromEntries(
      people.map((login) => [tokenOf(login), { login, scopes: ["repo"] }]),
    ),
    github: {
      users: people.map((login) => ({ login })),
      orgs: [{ login: "acme", members: [{ login: "owner", role: "admin" }] }],
      repos: [{ owner: "acme", name: "web" }],
      apps: [
        {
          app_id: APP.id,
          slug: "ao",
          name: "AO",
          private_key: privateKey,
          // As in app.yml.
          permissions: {
            actions: "write",
            checks: "write",
            contents: "write",
            issues: "write",
            metadata: "read",
            pull_requests: "write",
            statuses: "read",
          },
          events: ["*"],
          webhook_url: webhookUrl,
          webhook_secret: APP.webhookSecret,
          installations: [{ installation_id: 777, account: "acme" }],
        },
      ],
    },
  };
}

/** @param asked `line` is `POST /repos/…` */
async function call(
  url: string,
  asked: { login: Person; line: string; body: object | undefined },
): Promise<unknown> {
  const { login, line, body } = asked;
  const [method = "GET", route = "/"] = line.split(" ");
  const answer = await fetch(`${url}${route}`, {
    method,
    headers: { authorization: `token ${tokenOf(login)}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${line} as ${login}: ${answer.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

function tokenOf(login: Person): string {
  return `token-of-${login}`;
}
