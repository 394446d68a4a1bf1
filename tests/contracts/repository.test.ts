import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryFiles } from "../support/repository-files.ts";
import { root } from "../support/root.ts";

interface Package {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const files = repositoryFiles().filter((path) => existsSync(join(root, path)));
const readText = (path: string) => readFileSync(join(root, path), "utf8");
const packageFiles = files.filter((path) => /^(stages|shared)\/[^/]+\/package\.json$/.test(path));
const readPackage = (path: string) => JSON.parse(readText(path)) as Package;
const workspace = parse(readText("pnpm-workspace.yaml")) as { catalog: Record<string, string> };

// Split, so that this file does not find itself.
const FORBIDDEN: readonly [what: string, pattern: RegExp][] = [
  ["a path of one machine", new RegExp(`(?<![\\w.~:/-])/(root|${"work"}|home/\\w+|Users/\\w+)/`)],
  ["an address of this machine", /\b(127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+):\d+/],
  [
    "a registry other than the default",
    /registry\s*=\s*http|index-url\s*=|--index[-]url|"resolved": "https?:\/\/(?!registry\.npmjs\.org)/,
  ],
];

test("no file names a machine's paths, addresses or registries", () => {
  const texts = files.filter((path) => /\.(ts|mts|mjs|json|ya?ml|md|cff|py|cc|sh|html|css|txt)$/.test(path));
  const found = texts.flatMap((path) => {
    const lines = readText(path).split("\n");
    return FORBIDDEN.flatMap(([what, pattern]) =>
      lines.flatMap((line, i) =>
        pattern.test(line) ? [`${path}:${i + 1}: ${what}: ${line.trim().slice(0, 120)}`] : [],
      ),
    );
  });
  expect(found.join("\n")).toBe("");
});

test("what stages compute takes no powers but squares and those of two: Node's versions round others otherwise", () => {
  const sources = files.filter((path) => /^(stages|shared)\/[^/]+\/src\/.*(?<!\.test)\.ts$/.test(path));
  const found = sources.flatMap((path) =>
    readText(path)
      .split("\n")
      .flatMap((line, i) => {
        const code = line.replace(/^\s*(\/?\*|\/\/).*/, "");
        const isPower = /Math\.pow\(/.test(code) || /(?<!\b2|[*/`]) \*\* (?!2\b)/.test(code);
        return isPower ? [`${path}:${i + 1}: ${line.trim()}`] : [];
      }),
  );
  expect(found.join("\n"), "power(x, y) of @limen/random").toBe("");
});

test.each(packageFiles)("%s is named after its folder, private, and has a type check", (path) => {
  const manifest = readPackage(path);
  expect(manifest.name).toBe(`@limen/${path.split("/")[1]}`);
  expect(manifest.private).toBe(true);
  if (manifest.name !== "@limen/config") expect(manifest.scripts?.["check-types"]).toBe("tsc --noEmit");
});

test.each(packageFiles)("what %s exports is there", (path) => {
  for (const target of Object.values(readPackage(path).exports ?? {}).flatMap(targets)) {
    expect(existsSync(join(root, path, "..", target)), target).toBe(true);
  }
});

test.each(
  [...packageFiles, "tests/package.json", "bench/package.json"].filter((path) => files.includes(path)),
)("%s takes Limen's packages from the workspace and others from the catalog", (path) => {
  const { dependencies = {}, devDependencies = {} } = readPackage(path);
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toBe(name.startsWith("@limen/") ? "workspace:*" : "catalog:");
    if (version === "catalog:") expect(workspace.catalog, `catalog of ${name}`).toHaveProperty([name]);
  }
  const both = Object.keys(dependencies).filter((name) => name in devDependencies);
  expect(both, "both a dependency and a development dependency").toEqual([]);
});

test("the catalog pins exact versions", () => {
  const loose = Object.entries(workspace.catalog).filter(([, version]) => !/^\d/.test(version));
  expect(loose).toEqual([]);
});

test.each(packageFiles)(
  "the README beside %s says what the package is for, and why each dependency is there",
  (path) => {
    const manifest = readPackage(path);
    if (manifest.name === "@limen/config") return;
    const readme = readText(path.replace("package.json", "README.md"));
    expect(readme).toMatch(/^# \S+/);
    const outside = Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith("@limen/"));
    expect(
      outside.filter((name) => !readme.includes(name)),
      "dependencies without a reason",
    ).toEqual([]);
  },
);

/** An export is a path, or conditions with a path each. */
function targets(target: string | Readonly<Record<string, string>>): string[] {
  return typeof target === "string" ? [target] : Object.values(target);
}
