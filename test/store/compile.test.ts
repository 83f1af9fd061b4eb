import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { expect, onTestFinished, test } from "vitest";
import type { Fact } from "../../src/core/work-item.ts";
import { compile, placeholders } from "../../src/store/compile.ts";
import { openDatabase } from "../../src/store/open.ts";
import { deliveries, journal } from "../../src/store/schema.ts";
import { rememberDeliveries, writeJournal } from "../../src/store/statements.ts";

const row = { subject: "item", version: 1, at: 5, fact: null, why: 'It\'s "why".', effects: [] };

test("a compiled statement is what drizzle would have made of the same row", () => {
  const query = drizzle(createClient({ url: ":memory:" }));
  const fact: Fact = { id: "f", at: 5, type: "admitted" };

  for (const each of [row, { ...row, fact }]) {
    const { sql: text, params } = query.insert(journal).values(each).toSQL();
    expect(writeJournal(each)).toEqual({ sql: text, args: params });
  }
});

test("null stays null, also where a column holds JSON", () => {
  expect(writeJournal(row)).toMatchObject({ args: ["item", 1, 5, null, row.why, "[]"] });
});

test("a value that was forgotten is an error, not a null", () => {
  const insert = compile<{ id: string; event?: string; at: number }>((query) =>
    query.insert(deliveries).values(placeholders("id", "event", "at")),
  );

  expect(() => insert({ id: "d", at: 1 })).toThrow("event");
});

test("all deliveries of a batch are remembered, and one of them twice is none of them", async () => {
  const { client } = await openDatabase(":memory:");
  onTestFinished(() => client.close());
  const arrived = ["a'; drop table items", "ß", 'c"'].map((id, at) => ({
    id,
    event: "issues",
    at,
  }));

  await client.batch(rememberDeliveries(arrived), "write");

  const { rows } = await client.execute("SELECT id, event, at FROM deliveries ORDER BY at");
  expect(rows.map((one) => ({ ...one }))).toEqual(arrived);
  const more = [{ id: "d", event: "issues", at: 9 }, ...arrived.slice(1, 2)];
  await expect(client.batch(rememberDeliveries(more), "write")).rejects.toThrow("UNIQUE");
  const { rows: counted } = await client.execute("SELECT count(*) AS n FROM deliveries");
  expect(counted[0]?.["n"]).toBe(3);
});
