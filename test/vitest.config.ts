import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: ["test/agents/**"],
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
