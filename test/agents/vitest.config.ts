import { defineConfig } from "vitest/config";

/** Real coding agents: started one after the other, because each wants a core and some hundred megabytes. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/agents/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
