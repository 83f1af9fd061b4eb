/** `strategy.matrix:` as the combinations it stands for. */
import { isObject, type Json, type JsonObject, toList } from "../oracle-json.ts";

/** Every combination of the lists, without `exclude:`, with `include:`; one empty combination without a matrix. */
export function expandMatrix(matrix: Json): JsonObject[] {
  if (!isObject(matrix)) return [{}];
  const { include, exclude, ...lists } = matrix;
  const names = Object.keys(lists);
  const excluded = readObjects(exclude);
  const kept = (names.length === 0 ? [] : combine(lists)).filter(
    (combination) => !excluded.some((out) => agrees(combination, out, Object.keys(out))),
  );
  return includeMore(kept, readObjects(include), names);
}

/** One text for a job's name: "20, linux". */
export function describeCombination(combination: JsonObject): string {
  return Object.values(combination)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    .join(", ");
}

function readObjects(list: Json | undefined): JsonObject[] {
  return toList(list).filter((one) => isObject(one));
}

function combine(lists: JsonObject): JsonObject[] {
  let combinations: JsonObject[] = [{}];
  for (const [name, values] of Object.entries(lists)) {
    combinations = combinations.flatMap((one) =>
      toList(values).map((value) => ({ ...one, [name]: value })),
    );
  }
  return combinations;
}

/** An extra one joins every combination whose listed values it does not change, or else stands alone. */
function includeMore(kept: JsonObject[], included: JsonObject[], names: string[]): JsonObject[] {
  const combinations = kept.map((original) => ({ original, now: { ...original } }));
  const alone: JsonObject[] = [];
  for (const extra of included) {
    const shared = names.filter((name) => Object.hasOwn(extra, name));
    const joined = combinations.filter(({ original }) => agrees(original, extra, shared));
    for (const { now } of joined) Object.assign(now, extra);
    if (joined.length === 0) alone.push(extra);
  }
  return [...combinations.map(({ now }) => now), ...alone];
}

function agrees(one: JsonObject, other: JsonObject, names: string[]): boolean {
  return names.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}
