/** Secrets that must not get pushed, in the forms in which they are met. None of them is anybody's. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FILES, startBench } from "./bench.ts";
import { refuses, refusesFiles } from "./refuses.ts";
import type { Bench } from "./bench.ts";

const GOOD_SUM = "export const sum = (a, b) => a + b;\n";
const GITHUB_TOKEN = `ghp_${"Ab3".repeat(12)}`;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const pem = [
  "-----BEGIN RSA PRIVATE KEY-----",
  ...Array.from({ length: 4 }, (_line, index) =>
    createHash("sha512").update(`${index}`).digest("base64").slice(0, 64),
  ),
  "-----END RSA PRIVATE KEY-----",
].join("\n");
const random = createHash("sha512").update("a key of nobody").digest("hex");
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJub2JvZHkifQ", random.slice(0, 43)].join(".");

test.each([
  ["a GitHub token", GITHUB_TOKEN],
  [
    "a fine-grained GitHub token",
    `github_pat_11ABCDEFG0${random.slice(0, 12)}_${random.slice(0, 59)}`,
  ],
  ["a model's key", `sk-ant-api03-${random.slice(0, 40)}`],
  ["another model's key", `sk-proj-${random.slice(0, 40)}T3`],
  ["an AWS key", "AKIAQ3EGRNZ7VNX2LKJH"],
  ["an AWS secret", `aws_secret_access_key = "${base64(random).slice(0, 40)}"`],
  ["a private key", pem],
  ["a JSON web token", jwt],
  ["an npm token", `//registry.npmjs.org/:_authToken=npm_${random.slice(0, 36)}`],
  ["a Slack token", `xoxb-17653672481-${random.slice(0, 24)}`],
  ["a URL with a password", "postgres://app:S3cretW0rdOf9@db.acme.io/prod"],
  ["base64 of a token", `token: ${base64(`user:${GITHUB_TOKEN}`)}`],
  ["wrapped base64 of a key", (base64(pem).match(/.{1,64}/g) ?? []).join("\n")],
  ["hexadecimal digits of a token", Buffer.from(GITHUB_TOKEN).toString("hex")],
  ["base64 of UTF-16", Buffer.from(`key=${GITHUB_TOKEN}`, "utf16le").toString("base64")],
  ["base64 of base64", base64(`key: ${base64(GITHUB_TOKEN)}`)],
  ["UTF-16", Buffer.from(`key=${GITHUB_TOKEN}`, "utf16le")],
  [
    "a token in the midst of bytes",
    Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(GITHUB_TOKEN), Buffer.alloc(9)]),
  ],
  ["a token behind three megabytes", `${"a line of text\n".repeat(220_000)}${GITHUB_TOKEN}\n`],
  ["the app's own token", "x=token-of-the-app-only"],
  ["the app's own token, backwards", Array.from("token-of-the-app-only").toReversed().join("")],
  ["the app's own token in base64", base64("--token-of-the-app-only--")],
])("%s", async (_name, text) => {
  const contents = Buffer.isBuffer(text) ? text : `first line\n${text}\n`;

  await refusesFiles(
    bench,
    { "config/prod.txt": contents },
    {
      about: "secret",
      says: /^`config\/prod\.txt` line \d+ holds what looks like a secret \([\w' -]+\)/,
    },
  );
});

test("the line is named", async () => {
  await refusesFiles(
    bench,
    { "a.txt": `1\n2\n${GITHUB_TOKEN}\n` },
    { says: "`a.txt` line 3 holds" },
  );
});

test("a value the operator knows, in hexadecimal digits", async () => {
  const value = "correct horse battery staple";
  const head = await bench.commit({ "a.txt": Buffer.from(value).toString("hex") });

  await refuses(bench, head, { says: "(one of AO's own)" }, { secrets: [value] });
});

test("in a commit that a later one takes back", async () => {
  const first = await bench.commit({ "a.txt": GITHUB_TOKEN });
  const head = await bench.commit({ "a.txt": "nothing\n" }, { parents: [first] });

  await refuses(bench, head, { says: "`a.txt` line 1 holds" });
});

test("in the name of a file, which is not repeated", async () => {
  const head = await bench.commit({ [`keys/${GITHUB_TOKEN}.txt`]: "1\n" });

  await refuses(bench, head, { says: /^The name `keys\/\[redacted\](?:\.txt)?` holds/ });
});

test("in the target of a link", async () => {
  await refusesFiles(
    bench,
    { key: await bench.link(GITHUB_TOKEN) },
    { says: "`key` line 1 holds" },
  );
});

test("in a message", async () => {
  await refusesFiles(
    bench,
    { "sum.js": GOOD_SUM },
    { says: /^The message of commit \w{7} holds what looks like a secret/ },
    { message: `Use ${GITHUB_TOKEN}\n` },
  );
});

test("a new key beside an old one", async () => {
  const own = await startBench({ ...FILES, "keys.pem": `${pem}\n` });
  try {
    const other = pem.replace(/\n[^-]/, "\nZ9");
    const head = await own.commit({
      "keys.pem": `${pem}\n${other
        .split("\n")
        .map((line) => (line.includes("-----") ? line : Array.from(line).toReversed().join("")))
        .join("\n")}\n`,
    });

    expect(await own.push(head)).toMatchObject({
      says: expect.stringContaining("`keys.pem` line 7 holds what looks like a secret"),
    });
  } finally {
    await own.close();
  }
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
