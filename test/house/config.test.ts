/** The operator's environment: a mistake stops the start, and the message alone says how to mend it. */
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const good = {
  APP_ID: "12345",
  PRIVATE_KEY: privateKey,
  WEBHOOK_SECRET: "a secret that is long enough",
  AO_RUNNER_TOKEN: "0123456789abcdef0123456789abcdef",
};

const problemsOf = (change: Record<string, string | undefined>): string => {
  try {
    readConfig({ ...good, ...change });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

test("what is needed, and nothing more → it starts with the defaults", () => {
  expect(readConfig(good)).toMatchObject({
    appId: 12_345,
    githubUrl: "https://github.com",
    port: 3_000,
    host: "127.0.0.1",
    limits: { parallel: 2, attempts: 5 },
    timing: { quietMs: 20_000, statusMs: 15_000 },
  });
});

test("nothing is set → every missing variable is named, with what it expects", () => {
  const says = problemsOf({
    APP_ID: undefined,
    PRIVATE_KEY: undefined,
    WEBHOOK_SECRET: "",
    AO_RUNNER_TOKEN: undefined,
  });

  expect(says).toMatch(/^AO can't start\./);
  for (const name of ["APP_ID", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET", "AO_RUNNER_TOKEN"]) {
    expect(says).toMatch(new RegExp(`^  ${name}: \\S`, "m"));
  }
});

test.each([
  ["Probot's public default secret", { WEBHOOK_SECRET: "development" }, "WEBHOOK_SECRET"],
  ["a short runner token", { AO_RUNNER_TOKEN: "0123456789abcdef" }, "AO_RUNNER_TOKEN"],
  ["an App id that is none", { APP_ID: "ao" }, "APP_ID"],
  ["a key that is no PEM", { PRIVATE_KEY: "abc" }, "PRIVATE_KEY_PATH"],
  [
    "a key file that is not there",
    { PRIVATE_KEY: "", PRIVATE_KEY_PATH: "/nowhere.pem" },
    "/nowhere.pem",
  ],
  ["an address without https", { GITHUB_URL: "github.com" }, "GITHUB_URL"],
  ["a port that is none", { PORT: "http" }, "PORT"],
  ["no tries at all", { AO_ATTEMPTS: "0" }, "AO_ATTEMPTS"],
])("%s → it is named", (_, change, name) => {
  expect(problemsOf(change)).toContain(name);
});

test("a key with its line breaks written as \\n, as some hosts store it → understood", () => {
  expect(readConfig({ ...good, PRIVATE_KEY: privateKey.replaceAll("\n", "\\n") }).privateKey).toBe(
    privateKey,
  );
});

test("`npm start` without settings → exit 1, and the words on stderr, no stack trace", async () => {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const env = { PATH: process.env["PATH"] };
  const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [main], { env }, (error, _stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stderr });
    });
  });

  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain("APP_ID");
  expect(ended.stderr).not.toMatch(/^\s+at /m);
});
