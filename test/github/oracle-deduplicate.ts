/** Equal subschemas stored once: GitHub's webhooks write the same repository out a hundred times. */
import { isObject, type Json, type JsonObject } from "./oracle-json.ts";

/** Shorter than this, a schema costs less where it stands than a reference to it. */
const minSharedLength = 80;

/** The same description with every longer schema that occurs twice moved to `definitions` under a short name. */
export function deduplicate(
  parts: JsonObject,
  definitions: JsonObject,
): { parts: JsonObject; definitions: JsonObject } {
  const counts = new Map<string, number>();
  countSchemas([parts, definitions], counts);
  const names = new Map<string, string>();
  const shared: JsonObject = {};

  const share = (value: Json): Json => {
    if (Array.isArray(value)) return value.map((item) => share(item));
    if (!isObject(value)) return value;
    const text = JSON.stringify(value);
    if (!isSharable(value, text) || (counts.get(text) ?? 0) < 2) return shareInside(value);
    let name = names.get(text);
    if (name === undefined) {
      name = `_${names.size.toString(36)}`;
      names.set(text, name);
      shared[name] = shareInside(value);
    }
    return { $ref: `#/$defs/${name}` };
  };
  const shareInside = (value: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, share(inner)]));

  return {
    parts: shareInside(parts),
    definitions: { ...shareInside(definitions), ...shared },
  };
}

function countSchemas(value: Json, counts: Map<string, number>): void {
  if (Array.isArray(value)) for (const item of value) countSchemas(item, counts);
  if (!isObject(value)) return;
  const text = JSON.stringify(value);
  if (isSharable(value, text)) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const inner of Object.values(value)) countSchemas(inner, counts);
}

/** Only what is surely a schema and not, say, a map of properties. */
function isSharable(value: JsonObject, text: string): boolean {
  const { type, anyOf } = value;
  const isSchema = typeof type === "string" || Array.isArray(type) || Array.isArray(anyOf);
  return isSchema && text.length >= minSharedLength;
}
