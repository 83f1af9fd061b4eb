/**
 * Statements whose text is made once, with drizzle, when the process starts. Made anew for each fact, the texts took a
 * fifth of the processor's time of a webhook: longer than SQLite takes to run them.
 */
import type { InStatement, InValue } from "@libsql/client";
import { is, Param, Placeholder, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql";

interface Built {
  toSQL(): { sql: string; params: unknown[] };
}

const builder = drizzle.mock();

/** @param make uses `sql.placeholder(name)` for each of the values, which are as the table's columns have them */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- drizzle can't tell what its placeholders stand for
export function compile<Values extends object>(
  make: (query: typeof builder) => Built,
): (values: Values) => InStatement {
  const { sql: text, params } = make(builder).toSQL();
  const fills = params.map(makeFill);
  return (values) => {
    const byName = new Map<string, unknown>(Object.entries(values));
    return { sql: text, args: fills.map((fill) => fill(byName)) };
  };
}

/** Each of the columns with a placeholder of its own name. */
export function placeholders<Name extends string>(...names: Name[]): Record<Name, Placeholder> {
  const all: Partial<Record<Name, Placeholder>> = {};
  for (const name of names) all[name] = sql.placeholder(name);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each of the names has got one
  return all as Record<Name, Placeholder>;
}

function makeFill(param: unknown): (values: ReadonlyMap<string, unknown>) => InValue {
  const isEncoded = is(param, Param);
  const inner: unknown = isEncoded ? param.value : param;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- drizzle has turned it into what libSQL takes
  if (!is(inner, Placeholder)) return () => param as InValue;
  const { name } = inner;
  return (values) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`a statement without its value ${name}`);
    const encoded: unknown =
      isEncoded && value !== null ? param.encoder.mapToDriverValue(value) : value;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the column's encoder makes what libSQL takes
    return encoded as InValue;
  };
}
