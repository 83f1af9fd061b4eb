/** The app's entry: reads the configuration, starts, and drains on SIGTERM. */
import { pino } from "pino";
import { ConfigError, readConfig } from "./config.ts";
import { startApp } from "./start.ts";
import type { RunningApp } from "./start.ts";

const log = pino();
try {
  const app = await startApp(readConfig(process.env), log);
  process.once("SIGTERM", () => void end(app));
  process.once("SIGINT", () => void end(app));
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, "AO can't start");
  process.exitCode = 1;
}

async function end(app: RunningApp): Promise<void> {
  await app.stop();
  process.exitCode = 0;
}
