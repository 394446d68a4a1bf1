import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLOSING, OPENING } from "../generated/fill-markers.ts";
import { stageFolder, stageNames } from "../support/stages.ts";

const LAYOUT = [
  "package.json",
  "tsconfig.json",
  "turbo.json",
  "vitest.config.ts",
  "README.md",
  "src/index.ts",
  "src/params.ts",
  "src/run.ts",
  "src/example.ts",
];
const names = stageNames();
const read = (stage: string, path: string) => readFileSync(join(stageFolder(stage), path), "utf8");

test("the fifteen stages are there", () => {
  expect(names).toEqual([
    "aggregate-responses",
    "evaluate",
    "finetune-classifiers",
    "grade-validity",
    "judge-stimuli",
    "make-nonfaces",
    "manipulate-people",
    "prepare-faces",
    "read-votes",
    "report",
    "run-experiment",
    "sample-boundaries",
    "score-manipulation",
    "train-classifiers",
    "train-prior",
  ]);
});

describe.each(names)("%s", (stage) => {
  test("has the layout of every stage", () => {
    const missing = LAYOUT.filter((path) => !existsSync(join(stageFolder(stage), path)));
    expect(missing).toEqual([]);
  });

  test("is tagged as a stage, so that the boundaries are checked", () => {
    const { tags } = JSON.parse(read(stage, "turbo.json")) as { tags?: string[] };
    expect(tags).toContain("stage");
  });

  test("has a test, and a README with room for the generated text", () => {
    expect(sources(stage).some((path) => path.endsWith(".test.ts"))).toBe(true);
    const readme = read(stage, "README.md");
    expect(readme).toContain(OPENING);
    expect(readme).toContain(CLOSING);
  });

  test("imports no other stage, and nothing outside its folder but packages", () => {
    const others = names.filter((name) => name !== stage).map((name) => `@limen/${name}`);
    const manifest = JSON.parse(read(stage, "package.json")) as Record<
      string,
      Record<string, string> | undefined
    >;
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(declared.filter((name) => others.includes(name))).toEqual([]);
    const forbidden = sources(stage).flatMap((path) =>
      importsOf(read(stage, path))
        .filter(
          (target) =>
            others.some((other) => target === other || target.startsWith(`${other}/`)) ||
            leaves(path, target),
        )
        .map((target) => `${path} imports ${target}`),
    );
    expect(forbidden).toEqual([]);
  });

  test("has no file longer than 300 lines", () => {
    const long = sources(stage).filter((path) => read(stage, path).split("\n").length > 301);
    expect(long).toEqual([]);
  });
});

/** TypeScript files of a stage, relative to its folder. */
function sources(stage: string): string[] {
  return readdirSync(join(stageFolder(stage), "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join("src", path));
}

function importsOf(source: string): string[] {
  const pattern = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;
  return [...source.matchAll(pattern)].map((match) => match[1]!);
}

/** True when a relative import ends outside the stage's folder. */
function leaves(path: string, target: string): boolean {
  return target.startsWith(".") && join(path, "..", target).startsWith("..");
}
