/**
 * The mind behind a real coding agent, scripted: a server on loopback that speaks the protocols of the model vendors and
 * answers each request by what stands in it, never by how often it was asked. So retries, titles, suggestions and a
 * conversation that is resumed after a kill all get the right answer.
 *
 *     const model = await startModel([
 *       {
 *         marker: "Work on issue #1",
 *         plan: [
 *           { entry: "Find the cause", acts: [{ read: "sum.js" }] },
 *           { entry: "Mend it", acts: [{ edit: "sum.js", from: "a - b", to: "a + b" }, { run: "git commit -am Mend" }] },
 *         ],
 *         says: "It subtracted.",
 *       },
 *     ]);
 */
import path from "node:path";
import { LLMock } from "@copilotkit/aimock";
import type { ChatCompletionRequest, ChatMessage, FixtureResponse } from "@copilotkit/aimock";
import { dialects } from "./dialects.ts";
import type { Act, Call, Dialect, PlanEntry } from "./dialects.ts";

/** What the model does with one prompt: it ticks the plan's entries off one after the other, then says its last words. */
export interface Behaviour {
  /** The first behaviour whose marker occurs in the newest prompt that has any is played. */ marker: string;
  plan: { entry: string; acts: (Act | Hold)[] }[];
  says: string;
}

/** The model falls silent here until `release(name)`. */
interface Hold {
  hold: string;
}

/** One request that an agent sent, in one form for all vendors. */
export interface ModelRequest {
  /** Titles, suggestions and the like: without the agent's tools. */ background: boolean;
  messages: { role: string; text: string; calls: string[] }[];
}

export interface Model {
  /** Without a path. */ url: string;
  requests: readonly ModelRequest[];
  /** Resolves when a request has reached the hold `name`. */
  reached(name: string): Promise<void>;
  /** Lets the requests that wait there go on, and all later ones pass. */
  release(name: string): void;
  stop(): Promise<void>;
}

export interface ModelOptions {
  /** How long it thinks before each answer to the agent at work, so that people can watch. */ thinkMs?: number;
}

export async function startModel(
  behaviours: readonly Behaviour[],
  { thinkMs = 0 }: ModelOptions = {},
): Promise<Model> {
  const requests: ModelRequest[] = [];
  const gates = makeGates();
  const server = new LLMock({ host: "127.0.0.1", port: 0, logLevel: "silent" });
  server.on({}, async (request) => {
    const dialect = findDialect(request);
    requests.push(describeRequest(request, dialect));
    const step = dialect === null ? null : nextStep(request, behaviours, dialect);
    if (step === null) return { content: "ok" };
    if (thinkMs > 0) await new Promise((done) => setTimeout(done, thinkMs));
    for (const name of step.holds) await gates.pass(name);
    return step.answer;
  });
  const url = await server.start();
  return {
    url,
    requests,
    reached: (name) => gates.reached(name),
    release: (name) => gates.release(name),
    stop: async () => {
      gates.releaseAll();
      await server.stop();
    },
  };
}

/** Whoever asks; null for a request that offers none of the agents' tools. */
function findDialect({ tools }: ChatCompletionRequest): Dialect | null {
  const names = new Set(tools?.map((tool) => tool.function.name));
  return dialects.find(({ sign }) => names.has(sign)) ?? null;
}

function describeRequest(
  { messages }: ChatCompletionRequest,
  dialect: Dialect | null,
): ModelRequest {
  return {
    background: dialect === null,
    messages: messages.map((message) => ({
      role: message.role,
      text: readText(message),
      calls: message.tool_calls?.map((call) => call.function.arguments) ?? [],
    })),
  };
}

function readText({ content }: ChatMessage): string {
  if (content === null) return "";
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n");
}

interface Step {
  /** To wait for before answering. */ holds: string[];
  answer: FixtureResponse;
}

/** The answer that follows after what the conversation holds already; null when no behaviour fits. */
function nextStep(
  { messages }: ChatCompletionRequest,
  behaviours: readonly Behaviour[],
  dialect: Dialect,
): Step | null {
  const found = findBehaviour(messages, behaviours);
  if (found === null) return null;
  const since = messages.slice(found.promptAt + 1);
  const done = since.flatMap((message) => message.tool_calls ?? []).length;
  const directory = findDirectory(messages, dialect);
  const steps = spell(found.behaviour, dialect, directory);
  return steps[Math.min(done, steps.length - 1)] ?? null;
}

/** Agents put reminders of their own after a prompt, as if the user had said them: those have no marker. */
function findBehaviour(
  messages: readonly ChatMessage[],
  behaviours: readonly Behaviour[],
): { behaviour: Behaviour; promptAt: number } | null {
  for (let promptAt = messages.length - 1; promptAt >= 0; promptAt -= 1) {
    const message = messages[promptAt];
    if (message?.role !== "user") continue;
    const text = readText(message);
    const behaviour = behaviours.find(({ marker }) => text.includes(marker));
    if (behaviour !== undefined) return { behaviour, promptAt };
  }
  return null;
}

/** Only the agent knows where it works. "" for relative paths. */
function findDirectory(messages: readonly ChatMessage[], { directory, sign }: Dialect): string {
  if (directory === null) return "";
  for (const message of messages) {
    const found = directory.exec(readText(message))?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`the agent with ${sign} does not tell the model where it works`);
}

/** All answers of a behaviour in order: one tool call each, the plan before each entry and at the end, then the words. */
function spell({ plan, says }: Behaviour, dialect: Dialect, directory: string): Step[] {
  const steps: Step[] = [];
  let holds: string[] = [];
  const push = (answer: FixtureResponse): void => {
    steps.push({ holds, answer });
    holds = [];
  };
  for (const [at, { acts }] of plan.entries()) {
    push(answerWith(dialect.plan(tickPlan(plan, at))));
    for (const act of acts) {
      if ("hold" in act) holds = [...holds, act.hold];
      else push(answerWith(spellAct(act, dialect, directory)));
    }
  }
  if (plan.length > 0) push(answerWith(dialect.plan(tickPlan(plan, plan.length))));
  push({ content: says, usage });
  return steps;
}

function tickPlan(plan: Behaviour["plan"], current: number): PlanEntry[] {
  return plan.map(({ entry }, at) => ({
    content: entry,
    status: at < current ? "completed" : at === current ? "in_progress" : "pending",
  }));
}

function spellAct(act: Act, dialect: Dialect, directory: string): Call {
  if ("read" in act) return dialect.read(path.join(directory, act.read));
  if ("run" in act) return dialect.run(act.run);
  return dialect.edit(path.join(directory, act.edit), act.from, act.to);
}

function answerWith(call: Call): FixtureResponse {
  return { toolCalls: [{ name: call.name, arguments: JSON.stringify(call.arguments) }], usage };
}

/** Each answer costs the same; every vendor has its own words for that. */
const usage = {
  prompt_tokens: 1_200,
  completion_tokens: 80,
  input_tokens: 1_200,
  output_tokens: 80,
};

interface Gates {
  pass(name: string): Promise<void>;
  reached(name: string): Promise<void>;
  release(name: string): void;
  releaseAll(): void;
}

function makeGates(): Gates {
  const gates = new Map<string, Record<"reached" | "released", PromiseWithResolvers<void>>>();
  const gate = (name: string): Record<"reached" | "released", PromiseWithResolvers<void>> => {
    const known = gates.get(name);
    if (known !== undefined) return known;
    const made = {
      reached: Promise.withResolvers<void>(),
      released: Promise.withResolvers<void>(),
    };
    gates.set(name, made);
    return made;
  };
  return {
    pass: (name) => {
      gate(name).reached.resolve();
      return gate(name).released.promise;
    },
    reached: (name) => gate(name).reached.promise,
    release: (name) => gate(name).released.resolve(),
    releaseAll: () => {
      for (const { released } of gates.values()) released.resolve();
    },
  };
}
