/**
 * From OpenAPI 3.0 as GitHub writes it to the smallest equal JSON Schema: references followed,
 * prose and examples dropped, `nullable` rewritten, equal subschemas stored once.
 */
import { isObject, type Json, type JsonObject, toList, toObject, toText } from "./oracle-json.ts";

export interface FoundOperation {
  method: string;
  path: string;
  operation: JsonObject;
  /** Parameters that the specification states once for all methods of the path. */
  shared: Json[];
}

interface Shrinker {
  /** `{method, path, parameters: {name: {in, required, schema}}, body?, responses: {status: schema | null}}` */
  shrinkOperation(found: FoundOperation): JsonObject;
  /** The payload's schema. */
  shrinkWebhook(hook: JsonObject): Json;
  /** Every component that what was shrunk so far reaches, by name. */
  readonly definitions: JsonObject;
}

export function createShrinker(spec: JsonObject): Shrinker {
  const definitions: JsonObject = {};
  const reach = (reference: string): string => {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    if (!Object.hasOwn(definitions, name)) {
      definitions[name] = null; // taken, so that a schema that refers to itself ends
      definitions[name] = shrinkSchema(lookUp(spec, reference), reach);
    }
    return `#/$defs/${name}`;
  };
  const shrinkJson = (content: JsonObject): Json | undefined => {
    const schema = findJsonSchema(content);
    return schema === undefined ? undefined : shrinkSchema(schema, reach);
  };
  return {
    definitions,
    shrinkOperation: ({ method, path, operation, shared }) => {
      const stated = [...shared, ...toList(operation["parameters"])];
      const body = shrinkJson(follow(spec, operation["requestBody"] ?? {}));
      const responses = Object.entries(toObject(operation["responses"]));
      return {
        method,
        path,
        parameters: shrinkParameters(
          stated.map((parameter) => follow(spec, parameter)),
          reach,
        ),
        ...(body === undefined ? {} : { body }),
        responses: Object.fromEntries(
          responses.map(([status, answer]) => [status, shrinkJson(follow(spec, answer)) ?? null]),
        ),
      };
    },
    shrinkWebhook: (hook) => shrinkJson(lookUp(hook, "#/post/requestBody")) ?? true,
  };
}

type Reach = (reference: string) => string;

function shrinkParameters(parameters: JsonObject[], reach: Reach): JsonObject {
  const kept = parameters.filter(({ in: place }) => place === "path" || place === "query");
  return Object.fromEntries(
    kept.map((parameter) => [
      toText(parameter["name"]),
      {
        in: toText(parameter["in"]),
        required: parameter["required"] === true,
        schema: shrinkSchema(parameter["schema"] ?? true, reach),
      },
    ]),
  );
}

function follow(spec: JsonObject, value: Json): JsonObject {
  const object = toObject(value);
  return typeof object["$ref"] === "string" ? lookUp(spec, object["$ref"]) : object;
}

function lookUp(root: JsonObject, pointer: string): JsonObject {
  let at: JsonObject = root;
  for (const part of pointer.split("/").slice(1)) at = toObject(at[part]);
  return at;
}

function findJsonSchema(content: JsonObject): Json | undefined {
  const types = toObject(content["content"] ?? {});
  return toObject(types["application/json"] ?? {})["schema"];
}

const keptAsTheyAre = new Set(
  `
  type enum const format pattern required
  minimum maximum minLength maxLength minItems maxItems uniqueItems minProperties maxProperties
  `
    .trim()
    .split(/\s+/),
);
const mapsOfSchemas = new Set(["properties", "patternProperties"]);
const schemas = new Set(["items", "additionalProperties", "not"]);
const listsOfSchemas = new Map([
  ["allOf", "allOf"],
  ["anyOf", "anyOf"],
  // GitHub means "one of these shapes" and lets them overlap, so exactly-one refuses good bodies.
  ["oneOf", "anyOf"],
]);

function shrinkSchema(schema: Json, reach: Reach): Json {
  if (!isObject(schema)) return schema;
  if (typeof schema["$ref"] === "string") return { $ref: reach(schema["$ref"]) };
  const again = (inner: Json): Json => shrinkSchema(inner, reach);
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    const list = listsOfSchemas.get(key);
    if (keptAsTheyAre.has(key)) out[key] = value;
    else if (list !== undefined) out[list] = toList(value).map((item) => again(item));
    else if (schemas.has(key)) out[key] = again(value);
    else if (mapsOfSchemas.has(key)) {
      const entries = Object.entries(toObject(value));
      out[key] = Object.fromEntries(entries.map(([name, inner]) => [name, again(inner)]));
    }
  }
  return schema["nullable"] === true ? allowNull(out) : out;
}

/** OpenAPI 3.0's `nullable: true` in JSON Schema's words. */
function allowNull(schema: JsonObject): JsonObject {
  if (Object.keys(schema).length === 0) return schema;
  const isPlain = schema["anyOf"] === undefined && schema["allOf"] === undefined;
  if (typeof schema["type"] !== "string" || !isPlain) return { anyOf: [schema, { type: "null" }] };
  const values = schema["enum"];
  const allowed = Array.isArray(values) ? { enum: [...new Set([...values, null])] } : {};
  return { ...schema, type: [schema["type"], "null"], ...allowed };
}
