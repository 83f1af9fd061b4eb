import { expect, test } from "vitest";
import { readOptions, usage, UsageError } from "./options.ts";

test("without anything a real agent works with a scripted model, and nothing is kept", () => {
  expect(readOptions([])).toEqual({ agent: "mock", crash: null, keep: false, help: false });
});

test("an agent is named, something is killed, what is made can be kept", () => {
  const options = { agent: "claude", crash: "runner", keep: true, help: false };

  expect(readOptions(["--agent", "claude", "--crash", "runner", "--keep"])).toEqual(options);
});

test.each([
  [["--speed", "9"], "Unknown option '--speed'"],
  [["--agent", "gpt"], "--agent: one of claude, codex"],
  [["--agent"], "argument missing"],
  [["--crash", "github"], "--crash: app or runner"],
  [["--keep=no"], "--keep"],
  [["now"], "Unexpected argument 'now'"],
])("%j is refused in one line", (args, says) => {
  const refusal = (() => {
    try {
      return readOptions(args);
    } catch (error) {
      return error;
    }
  })();

  expect(refusal).toBeInstanceOf(UsageError);
  expect(String(refusal)).toContain(says);
  expect(String(refusal)).not.toContain("\n");
});

test("the usage names every option and every agent with a login, not the tests' own", () => {
  for (const word of [
    "--keep",
    "--agent",
    "--crash",
    "--help",
    "claude",
    "codex",
    "gemini",
    "opencode",
    "qwen",
  ]) {
    expect(usage).toContain(word);
  }
  expect(usage).not.toContain("scripted agent");
});
