import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/agents/**", "test/witness/**"],
    maxWorkers: 2,
    // Real processes on a shared machine: CI plays a red test once more, and says that it did. Nobody's own run does.
    retry: process.env["CI"] === undefined ? 0 : 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/core/**/*.ts", "src/protocol/**/*.ts"],
      reporter: ["text-summary"],
      thresholds: { "src/core/**/*.ts": { branches: 100 } },
    },
  },
});
