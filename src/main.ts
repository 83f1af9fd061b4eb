/** The app's entry: reads the configuration, starts, and drains on SIGTERM. */
import { pino } from "pino";
import { ConfigError, readConfig } from "./config.ts";
import { startApp } from "./start.ts";
import type { RunningApp } from "./start.ts";

try {
  const log = pino();
  const app = await startApp(readConfig(process.env), log);
  process.once("SIGTERM", () => void end(app));
  process.once("SIGINT", () => void end(app));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function end(app: RunningApp): Promise<void> {
  await app.stop();
  process.exitCode = 0;
}
