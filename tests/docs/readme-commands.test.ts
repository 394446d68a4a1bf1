import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { repositoryFiles } from "../support/repository-files.ts";
import { root } from "../support/root.ts";

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

test("every limen command that the pages name is there, and knows the flags shown with it", () => {
  const artifacts = join(temporaryDirectory(), "artifacts");
  const uses = [...text.matchAll(/npx limen ([a-z]+)([^`\n#|]*)/g)].map((match) => {
    return { command: match[1]!, flags: match[2]!.match(/(?<=\s)--?[a-z][\w-]*/g) ?? [] };
  });
  const commands = [...new Set(uses.map((use) => use.command))].filter((command) => command !== "help");
  expect(commands).toContain("run");
  for (const command of commands) {
    const help = limen(["help", command], { artifacts });
    expect(help.status, `limen ${command}`).toBe(0);
    const flags = new Set(uses.filter((use) => use.command === command).flatMap((use) => use.flags));
    for (const flag of flags) expect(help.stdout, `limen ${command} ${flag}`).toContain(flag);
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
