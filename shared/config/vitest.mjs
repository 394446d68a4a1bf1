import { basename } from "node:path";

/** The one test configuration: a process per test file, because tfjs-node fails in a second worker thread. */
export function packageTests(directory) {
  return {
    test: {
      name: basename(directory),
      root: directory,
      include: ["**/*.test.ts"],
      exclude: ["**/node_modules/**"],
      pool: "forks",
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  };
}
