import { expect, onTestFinished, test } from "vitest";
import { startModel } from "./model.ts";
import type { Behaviour, Model } from "./model.ts";

const behaviours: readonly Behaviour[] = [
  {
    marker: "issue #1",
    plan: [{ entry: "Mend it", acts: [{ edit: "sum.js", from: "a - b", to: "a + b" }] }],
    says: "Mended.",
  },
];

interface Message {
  role: string;
  content: string | null;
  tool_calls?: unknown[];
  tool_call_id?: string;
}
type Told = Message[];

const place: Message = {
  role: "system",
  content: "I'm working in the directory: /home/mira/my web",
};
const prompt: Message = { role: "user", content: "Work on issue #1" };

test("the same request twice, as after a lost connection → the same answer twice", async () => {
  const model = await start();
  const first = await ask(model, [place, prompt]);
  expect(first.calls).toEqual([expect.stringContaining("Mend it")]);
  expect(await ask(model, [place, prompt])).toEqual(first);
});

test("it goes on where the conversation stands, in the directory the agent names, and ends with its words", async () => {
  const model = await start();
  const planned = [place, prompt, ...call(1)];
  expect((await ask(model, planned)).calls).toEqual([
    expect.stringContaining("/home/mira/my web/sum.js"),
  ]);
  expect((await ask(model, [...planned, ...call(2)])).calls).toEqual([
    expect.stringContaining('"completed"'),
  ]);
  const done = [...planned, ...call(2), ...call(3)];
  expect(await ask(model, done)).toEqual({ says: "Mended.", calls: [] });
  expect(await ask(model, [...done, { role: "user", content: "commit, please" }])).toEqual({
    says: "Mended.",
    calls: [],
  });
});

test("a title, a suggestion, a prompt it knows nothing about → a harmless answer", async () => {
  const model = await start();
  expect(await ask(model, [place, prompt], [])).toEqual({ says: "ok", calls: [] });
  expect(await ask(model, [place, { role: "user", content: "hello" }])).toEqual({
    says: "ok",
    calls: [],
  });
  expect(model.requests.map((one) => one.background)).toEqual([true, false]);
});

async function start(): Promise<Model> {
  const model = await startModel(behaviours);
  onTestFinished(() => model.stop());
  return model;
}

/** One tool call of the past and its result. */
function call(id: number): Told {
  const made = { id: `${id}`, type: "function", function: { name: "edit", arguments: "{}" } };
  return [
    { role: "assistant", content: null, tool_calls: [made] },
    { role: "tool", content: "done", tool_call_id: `${id}` },
  ];
}

interface Completion {
  choices: {
    message: { content: string | null; tool_calls?: { function: { arguments: string } }[] };
  }[];
}

interface Answer {
  says: string | null;
  calls: string[];
}

async function ask(
  { url }: Model,
  messages: Told,
  tools = ["todo_write", "edit"],
): Promise<Answer> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "gpt-4o",
      messages,
      ...(tools.length > 0 && {
        tools: tools.map((name) => ({ type: "function", function: { name } })),
      }),
    }),
  });
  const { choices }: Completion = JSON.parse(await response.text());
  const message = choices[0]?.message;
  return {
    says: message?.content ?? null,
    calls: message?.tool_calls?.map((one) => one.function.arguments) ?? [],
  };
}
