import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSecrets, makeRedactor } from "../../src/protocol/redact.ts";
import { measureRatio } from "./measure-ratio.ts";

// Every token is put together here, so that no scanner of this repository takes the tests for a leak.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const make = (length: number, from = LETTERS): string => {
  let state = length;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return from[(state >>> 16) % from.length];
  }).join("");
};
const bytes = (text: string): Buffer => Buffer.from(text, "utf8");
const hex = (length: number): string => make(length, "3f9a1c7e0b5d8246");
const join = (...parts: string[]): string => parts.join("");
const jwt = (): string => join("ey", "J", make(30), ".ey", "J", make(120), ".", make(43));

const pem = [
  join("-----BEGIN RSA ", "PRIVATE KEY-----"),
  make(64),
  `${make(63)}a`,
  `${make(22)}==`,
  join("-----END RSA ", "PRIVATE KEY-----"),
].join("\n");

const TOKENS: [kind: string, token: string][] = [
  ["github-token", join("gh", "p_", make(36))],
  ["github-token", join("gh", "o_", make(36))],
  ["github-token", join("gh", "u_", make(36))],
  ["github-token", join("gh", "r_", make(36))],
  ["github-token", join("gh", "s_", make(36))],
  ["github-token", join("gh", "s_", "1234567_", jwt(), make(300))],
  ["github-token", join("github", "_pat_", make(22), "_", make(59))],
  ["gitlab-token", join("gl", "pat-", make(20))],
  ["anthropic-key", join("sk-", "ant-api03-", make(93), "AA")],
  ["openai-key", join("sk-", "proj-", make(100))],
  ["openai-key", join("sk-", make(48))],
  ["google-key", join("AI", "za", make(35))],
  ["google-token", join("ya", "29.", make(60))],
  ["google-client-secret", join("GOC", "SPX-", make(28))],
  ["aws-access-key", join("AK", "IA", make(16, "Q3ZK7WXP2MVB"))],
  ["npm-token", join("np", "m_", make(36))],
  ["pypi-token", join("py", "pi-AgEIcHlwaS5vcmc", make(60))],
  ["rubygems-key", join("ruby", "gems_", hex(48))],
  ["docker-token", join("dckr", "_pat_", make(27))],
  ["stripe-key", join("sk", "_live_", make(24))],
  ["stripe-key", join("rk", "_test_", make(24))],
  ["webhook-secret", join("wh", "sec_", make(32))],
  ["slack-token", join("xo", "xb-", "271828182845-", make(24))],
  ["slack-token", join("xa", "pp-1-", make(40))],
  ["huggingface-token", join("h", "f_", make(34))],
  ["sendgrid-key", join("S", "G.", make(22), ".", make(43))],
  ["digitalocean-token", join("do", "p_v1_", hex(64))],
  ["databricks-token", join("da", "pi", hex(32))],
  ["shopify-token", join("shp", "at_", hex(32))],
  ["groq-key", join("g", "sk_", make(52))],
  ["xai-key", join("x", "ai-", make(80))],
  ["vault-token", join("hv", "s.", make(24))],
  ["supabase-key", join("sb", "p_", hex(40))],
  ["linear-key", join("lin", "_api_", make(40))],
  ["sentry-token", join("snt", "rys_", make(60))],
  ["atlassian-token", join("AT", "ATT3", make(60))],
  ["grafana-token", join("gl", "sa_", make(32), "_", hex(8))],
  ["age-key", join("AGE-SECRET-", "KEY-1", make(58, "QPZRY9X8GF2TVDW0"))],
  ["jwt", jwt()],
  ["private-key", pem],
];

describe("secrets of vendors", () => {
  const redact = makeRedactor([]);

  test.each(TOKENS)(
    "%s is redacted in a sentence, in quotes and at the end of a line",
    (_kind, token) => {
      for (const text of [`the key ${token} leaked`, `{"key":"${token}"}`, `KEY=${token}\nnext`]) {
        expect(redact(text)).toContain("[redacted]");
        expect(redact(text)).not.toContain(token.slice(-12));
      }
    },
  );

  test.each(TOKENS)("%s stops a push, with its line", (kind, token) => {
    expect(findSecrets(`one\ntwo\n  key: "${token}"\n`)).toEqual([{ kind, line: 3 }]);
  });

  const secret = make(40);
  test.each([
    ["an AWS secret", `aws_secret_access_key = ${secret}`],
    ["an AWS secret in JSON", `"SecretAccessKey": "${secret}"`],
    ["a bearer header", `Authorization: Bearer ${secret}`],
    ["a basic header in a curl call", `curl -H 'authorization: basic ${secret}'`],
    ["a bearer token in code", `bearer "${secret}"`],
    ["the password of a web address", `https://deploy:${secret}@example.com/x`],
    ["the password of a database", `postgresql://app:${secret}@db.internal:5432/app`],
    ["a checkout's remote", `https://x-access-token:${secret}@github.com/acme/web`],
    ["a checkout's credential", `x-access-token:${secret}`],
    ["a registry's token", `//registry.npmjs.org/:_authToken=${secret}`],
    ["an assigned password", `DB_PASSWORD="${secret}"`],
    ["an assigned key", `api_key: ${secret}`],
    ["a Slack webhook", `https://hooks.slack.com/services/T0AB/B0CD/${secret}`],
    ["a Discord webhook", `https://discord.com/api/webhooks/123456789012345678/${secret}`],
    ["a storage account's key", `AccountKey=${secret}==`],
  ])("%s loses its secret and keeps its name", (_what, text) => {
    const redacted = redact(text);
    expect(redacted).toContain("[redacted]");
    expect(redacted).not.toContain(secret.slice(0, 8));
    expect(redacted.slice(0, 8)).toBe(text.slice(0, 8));
  });

  test("a private key whose end was cut off is redacted all the same", () => {
    expect(redact(pem.slice(0, pem.lastIndexOf("\n")))).not.toContain(make(64).slice(0, 20));
  });

  test.each([
    "commit 3f9a1c7e0b5d8246aa11bb22cc33dd44ee55ff66",
    `integrity: sha512-${make(86)}==`,
    "id 123e4567-e89b-12d3-a456-426614174000",
    "class sk-circle-fade-dot-animation and task-runner-with-a-long-name",
    "token: string; password: string | null; secret = getSecret()",
    "https://registry.npmjs.org:443/@babel/core and http://localhost:8080/a@b",
    "https://user:${PASSWORD}@example.com and https://user:***@example.com",
    "Bearer authentication-is-required-here",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    `if (key.startsWith("${join("-----BEGIN ", "PRIVATE KEY-----")}")) return;`,
    "gsk_ hf_ npm_ AKIA ghp_short",
  ])("ordinary text stays: %s", (text) => {
    expect(redact(text)).toBe(text);
    expect(findSecrets(text)).toEqual([]);
  });

  test.each([
    join("AK", "IAIOSFODNN7EXAMPLE"),
    join("gh", "p_", "x".repeat(36)),
    join("sk", "_test_", "0".repeat(24)),
    `https://user:${secret}@example.com`,
  ])("what a document may show doesn't stop a push: %s", (text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  test("a token inside another one is one secret", () => {
    const inner = join("gh", "p_", make(36));
    expect(findSecrets(join("ey", "J", make(30), ".ey", "J", inner, ".", make(43)))).toHaveLength(
      1,
    );
  });

  test("secrets are listed in the order of their lines, one entry each, no more than a hundred", () => {
    const [, first] = TOKENS[20] ?? ["", ""];
    const [, second] = TOKENS[0] ?? ["", ""];
    expect(findSecrets(`a\n${first}\n\n${second} ${first}\n`).map(({ line }) => line)).toEqual([
      2, 4, 4,
    ]);
    expect(findSecrets(`${second} \n`.repeat(500))).toHaveLength(100);
  });
});

describe("secrets whose value is known", () => {
  const token = join("gh", "s_", make(36));
  const opaque = make(44);
  const short = "hunter2!pass";
  const redact = makeRedactor([token, opaque, short, "", "abc"]);

  const FORMS: [how: string, write: (value: string) => string][] = [
    ["as it is", (value) => value],
    ["in capitals", (value) => value.toUpperCase()],
    ["in base64", (value) => bytes(value).toString("base64")],
    ["in base64 behind one character", (value) => bytes(`a${value}`).toString("base64")],
    ["in base64 behind two characters", (value) => bytes(`ab${value}`).toString("base64")],
    ["in base64 for addresses", (value) => bytes(`x-access-token:${value}`).toString("base64url")],
    ["in hex", (value) => bytes(value).toString("hex")],
    ["in hex in capitals", (value) => bytes(value).toString("hex").toUpperCase()],
    ["in hex with colons", (value) => bytes(value).toString("hex").replaceAll(/(..)/g, "$1:")],
    ["backwards", (value) => Array.from(value).toReversed().join("")],
    ["escaped for an address", (value) => encodeURIComponent(value)],
    ["escaped byte by byte", (value) => bytes(value).toString("hex").replaceAll(/(..)/g, "%$1")],
    ["escaped for JSON", (value) => JSON.stringify(JSON.stringify(value))],
    ["without its first seven characters", (value) => value.slice(7)],
    ["wrapped after ten characters", (value) => value.replaceAll(/(.{10})/g, "$1\n    ")],
    ["coloured letter by letter", (value) => Array.from(value).join("\u001B[31m")],
    ["with a colour in the middle", (value) => `${value.slice(0, 9)}\u001B[1;32m${value.slice(9)}`],
    ["with invisible characters", (value) => Array.from(value).join("\u200B")],
    ["as a joined string", (value) => `"${value.slice(0, 8)}" + "${value.slice(8)}"`],
  ];

  test.each(FORMS)("is found %s", (_how, write) => {
    for (const value of [token, opaque]) {
      const redacted = redact(`before ${write(value)} after`);
      expect(redacted).toMatch(/^before .{0,24}\[redacted\]/s);
      expect(redacted.replaceAll(/[^A-Za-z0-9]/g, "").length).toBeLessThan(50);
    }
  });

  test("a piece of twelve characters is enough, wherever it was cut out", () => {
    for (let start = 0; start + 12 <= opaque.length; start += 1) {
      expect(redact(`<${opaque.slice(start, start + 12)}>`)).toBe("<[redacted]>");
    }
  });

  test("a short password is found as a whole, wrapped, reversed and encoded", () => {
    for (const text of [short, "hunter2!\n  pass", "ssap!2retnuh", bytes(short).toString("hex")]) {
      expect(redact(`x ${text} y`)).toBe("x [redacted] y");
    }
  });

  test("the short rest of a value without its first seven characters is found", () => {
    const value = make(15);
    expect(makeRedactor([value])(`<${value.slice(7)}>`)).toBe("<[redacted]>");
  });

  test("a run of one character is no piece of anything", () => {
    expect(makeRedactor([`${"0".repeat(30)}${make(10)}`])("0".repeat(20))).toBe("0".repeat(20));
  });

  test("values too short to tell from words are left alone", () => {
    expect(redact("abc abcdef")).toBe("abc abcdef");
  });

  test("a private key is found without its first and last line", () => {
    const inside = pem.split("\n").slice(1, 3).join("\\n");
    expect(makeRedactor([pem])(`KEY="${inside}"`)).toBe('KEY="[redacted]"');
  });

  test("of a known address only the secret parts and the whole are redacted", () => {
    const password = make(20);
    const redactAddress = makeRedactor([
      `postgres://app:${password}@db.internal:5432/x`,
      `libsql://host.example/?authToken=${opaque}`,
      `https://hooks.example/services/${make(24)}`,
    ]);
    expect(redactAddress("connect to db.internal:5432 as app at host.example")).toBe(
      "connect to db.internal:5432 as app at host.example",
    );
    expect(redactAddress(`p=${password} t=${opaque} h=${make(24)}`)).toBe(
      "p=[redacted] t=[redacted] h=[redacted]",
    );
  });

  test("a password that was escaped in its address is found unescaped too", () => {
    const redactAddress = makeRedactor(["postgres://app:p%40ss-w0rd@db/x"]);
    expect(redactAddress("<p@ss-w0rd> <p%40ss-w0rd>")).toBe("<[redacted]> <[redacted]>");
  });

  test("an unfinished colour hides nothing", () => {
    expect(redact(`\u001B[\n${opaque}`)).toBe("\u001B[\n[redacted]");
    expect(redact(`\u001B]${opaque}`)).toBe("\u001B][redacted]");
  });

  test("a value that contains the placeholder doesn't redact placeholders", () => {
    expect(makeRedactor(["[redacted]", "redacted"])("a [redacted] b")).toBe("a [redacted] b");
  });
});

test("redacting twice is redacting once", () => {
  const values = [make(40), join("gh", "s_", make(36)), "edacted]abcdef", "pass word 12"];
  const redact = makeRedactor(values);
  const piece = fc.oneof(
    fc.constantFrom(
      ...values,
      ...TOKENS.map(([, token]) => token),
      "[redacted]",
      "://a:",
      "@",
      "\n",
      "Bearer ",
    ),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const once = redact(pieces.join(""));
      expect(redact(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test.each([
  "ghp_",
  "eyJ",
  "eyJaaaaaaaaa.",
  "a-",
  "sk-",
  "://",
  "://a:",
  "secret=",
  "Bearer ",
  "AIza",
  "[redacted]",
  "\u001B[",

  join("-----BEGIN ", "PRIVATE KEY-----"),
  `${join("-----BEGIN ", "PRIVATE KEY-----")}${"-a".repeat(8_000)}`,
  make(40),
  make(44).slice(0, 11),
])("a megabyte of %j takes no more than its share of time", (piece) => {
  const redact = makeRedactor([make(44), join("gh", "s_", make(36))]);
  expect(measureRatio(redact, piece)).toBeLessThan(150);
});
