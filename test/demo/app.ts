/** The app as `src/main.ts` starts it, at the pace of somebody who watches. */
import { pino } from "pino";
import { readConfig } from "../../src/config.ts";
import { PACE, startApp } from "../../src/start.ts";
import type { Pace } from "../../src/start.ts";

const WATCHED: Pace = {
  ...PACE,
  lease: { ttlMs: 10_000, beatMs: 300 },
  reconcile: { ...PACE.reconcile, tickMs: 250 },
};

const app = await startApp(readConfig(process.env), pino(), WATCHED);
process.once("SIGTERM", () => void app.stop());
