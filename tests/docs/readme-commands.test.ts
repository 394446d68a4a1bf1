import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { repositoryFiles } from "../support/repository-files.ts";
import { root } from "../support/root.ts";
import { executions } from "./page-commands.ts";

const pages = repositoryFiles().filter((path) => path.endsWith(".md") && existsSync(join(root, path)));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const text = pages.map(read).join("\n");

test("every npm script that the pages name is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = new Set(
    [...text.matchAll(/npm (?:run (?!-)([\w:-]+)|(test)\b)/g)].map((match) => match[1] ?? match[2]!),
  );
  expect(named).toContain("demo");
  expect([...named].filter((name) => !(name in scripts))).toEqual([]);
});

test("every command tells how it is used, and those that the pages name know the flags shown with them", () => {
  const artifacts = join(temporaryDirectory(), "artifacts");
  const listed = (...words: string[]) =>
    [...limen([...words, "--help"], { artifacts }).stdout.matchAll(/^ {2}([a-z]+) (?:\[|<| )/gm)]
      .map((match) => match[1]!)
      .filter((command) => command !== "help");
  // A group of commands has no flags of its own.
  const commands = listed().flatMap((command) =>
    command === "export" ? listed("export").map((one) => `export ${one}`) : [command],
  );
  const uses = [...text.matchAll(/npx limen (export [a-z]+|[a-z]+)([^`\n#|]*)/g)].map((match) => {
    return { command: match[1]!, flags: match[2]!.match(/(?<=\s)--?[a-z][\w-]*/g) ?? [] };
  });
  const named = new Set(uses.map((use) => use.command).filter((command) => command !== "help"));
  expect([...named].filter((command) => !commands.includes(command))).toEqual([]);
  expect(named).toContain("run");
  for (const command of commands) {
    const { status, stdout } = limen([...command.split(" "), "--help"], { artifacts });
    expect(status, `limen ${command} --help`).toBe(0);
    expect(stdout).toContain(`Usage: limen ${command}`);
    const flags = new Set(uses.filter((use) => use.command === command).flatMap((use) => use.flags));
    for (const flag of flags) expect(stdout, `limen ${command} ${flag}`).toContain(flag);
  }
}, 240_000);

/** Every line of the pages' shell blocks, without comments, each once. */
const shown = [
  ...new Set(
    pages.flatMap((page) =>
      [...read(page).matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```/gms)].flatMap((block) =>
        block[1]!
          .split("\n")
          .map((line) => line.replace(/\s+#.*$/, "").trim())
          .filter((line) => line !== "" && !line.startsWith("#")),
      ),
    ),
  ),
];
const executionOf = (line: string) => executions.find(([begin]) => line.startsWith(begin))?.[1];

test("every command line in a shell block of a page is executed by a test, or listed with a reason", () => {
  expect(shown.length).toBeGreaterThan(20);
  expect(
    shown.filter((line) => executionOf(line) === undefined),
    "tests/docs/page-commands.ts lists none of these",
  ).toEqual([]);
  const unused = executions.filter(([begin]) => !shown.some((line) => line.startsWith(begin)));
  expect(unused, "no page shows these any more").toEqual([]);
  for (const [begin, execution] of executions) {
    if (execution === "here" || "reason" in execution) continue;
    const source = read(execution.test);
    for (const words of execution.words) expect(source, `${begin}: ${execution.test}`).toContain(words);
  }
});

test("commands of the pages that need nothing made before run as they stand", () => {
  const artifacts = join(temporaryDirectory(), "artifacts");
  const here = shown.filter((line) => executionOf(line) === "here");
  expect(here.length).toBeGreaterThan(2);
  for (const line of here) {
    const { status, output } = limen(line.replace("npx limen ", "").split(/\s+/), { artifacts });
    expect(status, `${line}\n${output}`).toBe(0);
  }
});

test("every pipeline of the repository can be planned, also where its data are not", () => {
  const artifacts = join(temporaryDirectory(), "artifacts");
  const files = repositoryFiles().filter((path) => /^pipelines\/[\w-]+\.yaml$/.test(path));
  expect(files).toContain("pipelines/ferplus.yaml");
  for (const file of files) {
    const planned = limen(["plan", file, "--why"], { artifacts });
    expect(planned.status, planned.output).toBe(0);
  }
});

test("every relative link of a page leads to a file", () => {
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page} → ${target}`),
  );
  expect(dead).toEqual([]);
});

test("every pipeline file that the pages name is there", () => {
  const named = new Set([...text.matchAll(/pipelines\/[\w-]+\.yaml/g)].map((match) => match[0]));
  expect([...named].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
