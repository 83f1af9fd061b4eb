/** Runs ajv over parts of the slice, compiling each part when it is first needed (all of it takes 20 s). */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { slice } from "./oracle-routes.ts";
import { isObject, type Json, toList, toObject } from "./oracle-json.ts";

/**
 * Where GitHub's description is known to differ from what GitHub sends.
 * An error at this place of this operation or webhook is not reported.
 */
const knownWrong: { operation: RegExp; place: RegExp; why: string }[] = [
  {
    operation: /^installation-/,
    place: /^\/installation\/(created_at|updated_at)$/,
    why: "described as text, sent in webhooks as seconds since 1970",
  },
  {
    operation: /./,
    place: /\/homepage$/,
    why: "described as an address, sent as an empty text where there is none",
  },
  {
    operation: /^apps\/list-installations$/,
    place: /^\/\d+\/account$/,
    why: "described as a user and an enterprise at once",
  },
  {
    operation: /./,
    place: /\/(author|committer)\/email$/,
    why: "a bot's address has brackets (1+ao[bot]@users.noreply.github.com), which the format forbids",
  },
  {
    operation: /./,
    place: /\/(performed_via_github_app|app)\/events\/\d+$/,
    why: "the list of an App's events lacks newer ones, such as workflow_job",
  },
];

const maxProblems = 10;

interface Subject {
  /** What each line begins with: "body". */
  name: string;
  /** Operation id or webhook name, for the known exceptions. */
  operation: string;
}

/** One line per problem of `value` under the schema at `pointer` (a JSON pointer into the slice). */
export function findProblems(subject: Subject, pointer: string, value: unknown): string[] {
  const validate = compile("exact", pointer);
  return validate(value) ? [] : describeErrors(subject, validate.errors ?? []);
}

/** The same for the text of a query or path parameter, which may mean a number or a boolean. */
export function findTextProblems(subject: Subject, pointer: string, value: string): string[] {
  const validate = compile("coercing", pointer);
  // ajv coerces a property in place, hence the wrapping object.
  return validate({ value }) ? [] : describeErrors(subject, validate.errors ?? []);
}

/** The property names of `value` that `schema` (of the slice) nowhere mentions. */
export function findUnknownNames(schema: Json, value: unknown): string[] {
  if (!isObject(value)) return [];
  const known = new Set<string>();
  if (!collectNames(schema, known)) return [];
  return Object.keys(value).filter((name) => !known.has(name));
}

/** False when the schema lets any name through. */
function collectNames(schema: Json, known: Set<string>): boolean {
  if (!isObject(schema)) return false;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    return collectNames(slice().$defs[reference.slice("#/$defs/".length)] ?? null, known);
  }
  for (const name of Object.keys(toObject(schema["properties"] ?? {}))) known.add(name);
  for (const key of ["anyOf", "allOf"]) {
    for (const part of toList(schema[key])) collectNames(part, known);
  }
  const more = schema["additionalProperties"];
  return known.size > 0 && (more === undefined || more === false);
}

const validators = new Map<string, ValidateFunction>();
const makers = new Map<string, Ajv>();

function compile(mode: "exact" | "coercing", pointer: string): ValidateFunction {
  const key = `${mode} ${pointer}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const schema = { $ref: `github#/${pointer}` };
  const made = makerFor(mode).compile(
    mode === "exact" ? schema : { type: "object", properties: { value: schema } },
  );
  validators.set(key, made);
  return made;
}

function makerFor(mode: "exact" | "coercing"): Ajv {
  const known = makers.get(mode);
  if (known !== undefined) return known;
  const maker = new Ajv({
    strict: false,
    allErrors: true,
    validateSchema: false,
    validateFormats: true,
    // Shared schemas stay functions of their own: written out where used they grow many times over.
    inlineRefs: false,
    coerceTypes: mode === "coercing" ? "array" : false,
  });
  formats.default(maker);
  maker.addFormat("repo.nwo", /^[^/]+\/[^/]+$/);
  maker.addSchema({ $id: "github", ...slice() });
  makers.set(mode, maker);
  return maker;
}

function describeErrors(subject: Subject, errors: ErrorObject[]): string[] {
  const real = errors.filter((error) => !isKnownWrong(subject.operation, error));
  // The lines of the arms say more than that no arm matched.
  const telling = real.filter(
    (error) => error.keyword !== "anyOf" && error.message !== "must be null",
  );
  const lines = (telling.length > 0 ? telling : real).map((error) => describe(subject.name, error));
  return [...new Set(lines)].slice(0, maxProblems);
}

function isKnownWrong(operation: string, error: ErrorObject): boolean {
  return knownWrong.some(
    (known) => known.operation.test(operation) && known.place.test(error.instancePath),
  );
}

function describe(subject: string, error: ErrorObject): string {
  const allowed: unknown = error.params["allowedValues"];
  const values = Array.isArray(allowed) ? `: ${allowed.join(", ")}` : "";
  const place = error.instancePath.replace(/^\/value(?=\/|$)/, "");
  return `${subject}${place} ${error.message ?? error.keyword}${values}`;
}
