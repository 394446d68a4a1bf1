import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["stages/*", "shared/*", "tests"],
    // Every worker that touches numbers loads libtensorflow: two at a time fit a small machine.
    maxWorkers: 2,
  },
});
