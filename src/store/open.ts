/** Opens the database: one connection, one writer, durable before it answers. */
import { fileURLToPath } from "node:url";
import { createClient } from "@libsql/client";
import type { Client } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";

/** `client` sends the atomic batches, `query` reads (and builds the statements of batches). */
export interface Database {
  client: Client;
  query: LibSQLDatabase;
}

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));

/**
 * @param url `file:/path/ao.db`, or a libSQL server's `http(s)://…`, `libsql://…`
 * @throws {Error} when it can't be opened or migrated; the app must not start then
 */
export async function openDatabase(url: string, authToken?: string): Promise<Database> {
  const client = createClient({ url, ...(authToken !== undefined && { authToken }) });
  if (url.startsWith("file:")) {
    await client.execute("PRAGMA journal_mode = WAL");
    // FULL: an answered delivery survives a power cut, since GitHub does not send it again by itself.
    await client.execute("PRAGMA synchronous = FULL");
    // 0: the driver would wait inside the event loop; `commit` waits outside it.
    await client.execute("PRAGMA busy_timeout = 0");
  }
  const query = drizzle(client);
  await migrate(query, { migrationsFolder: MIGRATIONS });
  return { client, query };
}
