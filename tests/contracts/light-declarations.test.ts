import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { root } from "../support/root.ts";
import { stageFolder, stageNames } from "../support/stages.ts";

// `limen plan` imports every declaration: a heavy package there would cost every command a second.
const HEAVY =
  /node_modules\/(@tensorflow|apache-arrow|parquet-wasm|sharp|@img|@observablehq|linkedom|tar-stream|csv-parse)\//;

test("the declarations of the stages load no TensorFlow, Arrow, sharp or other heavy package", () => {
  const modules = stageNames().map((name) => join(stageFolder(name), "src/index.ts"));
  const loaded = modulesLoadedBy(modules);
  for (const name of stageNames()) {
    expect(
      loaded.some((line) => line.includes(`/stages/${name}/src/params.ts `)),
      name,
    ).toBe(true);
  }
  expect(loaded.filter((line) => HEAVY.test(line))).toEqual([]);
  expect(loaded.filter((line) => line.includes("/shared/engine/"))).toEqual([]);
});

test("the check above would see a heavy package", () => {
  const loaded = modulesLoadedBy([join(root, "shared/tables/src/index.ts")]);
  expect(loaded.some((line) => HEAVY.test(line))).toBe(true);
});

/** All modules, ES and CommonJS, that importing these modules loads, found in a process of its own. */
function modulesLoadedBy(modules: readonly string[]): string[] {
  const log = join(temporaryDirectory(), "loads");
  const hooks = new URL("./log-loads.mjs", import.meta.url).href;
  const code = [
    'import { createRequire, register } from "node:module";',
    `register(${JSON.stringify(hooks)});`,
    ...modules.map((module) => `await import(${JSON.stringify(pathToFileURL(module).href)});`),
    'process.stdout.write(JSON.stringify(Object.keys(createRequire("file:///x.js").cache)));',
  ].join("\n");
  const required = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    cwd: root,
    env: { ...process.env, LIMEN_TEST_LOADS: log },
    encoding: "utf8",
  });
  return [...readFileSync(log, "utf8").trim().split("\n"), ...(JSON.parse(required) as string[])];
}
