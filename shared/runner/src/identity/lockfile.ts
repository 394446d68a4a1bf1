import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ancestorWith } from "../workspace.ts";

/** What pnpm-lock.yaml says: versions of each importer's direct dependencies, and dependencies of each package. */
interface Lockfile {
  readonly importers: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By `name@version`. */
  readonly snapshots: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const NAME = "pnpm-lock.yaml";
const parsed = new Map<string, Lockfile>();

/**
 * Locked versions of the outside packages that a workspace package depends on, direct or not (development
 * dependencies left out). Empty for a folder outside any workspace.
 */
export function lockedPackages(packageDirectory: string): Map<string, string> {
  const root = ancestorWith(packageDirectory, NAME);
  if (root === undefined) return new Map();
  const lock = readLockfile(join(root, NAME));
  const versions = new Map<string, Set<string>>();
  const pending = [...(lock.importers.get(relative(root, packageDirectory)) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [name, version] = next;
    if (version.startsWith("link:") || versions.get(name)?.has(version)) continue;
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
    pending.push(...(lock.snapshots.get(`${name}@${version}`) ?? []));
  }
  return new Map([...versions].map(([name, set]) => [name, [...set].sort().join(" ")]));
}

function readLockfile(path: string): Lockfile {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const lock = existsSync(path) ? parseLockfile(readFileSync(path, "utf8")) : parseLockfile("");
  parsed.set(path, lock);
  return lock;
}

/**
 * Reads the regular layout that pnpm 10 writes (lockfile 9), line by line: a YAML parser takes 0.2 s for the file,
 * as long as all the rest of a cached run.
 */
export function parseLockfile(text: string): Lockfile {
  const importers = new Map<string, Map<string, string>>();
  const snapshots = new Map<string, Map<string, string>>();
  for (const [name, entries] of [
    ["importers", importers],
    ["snapshots", snapshots],
  ] as const) {
    let entry = new Map<string, string>();
    let group = "";
    let key = "";
    for (const line of section(text, name)) {
      const indent = line.search(/[^ ]/);
      const [word, value] = split(line.slice(indent));
      if (indent === 2) {
        entry = new Map();
        entries.set(word, entry);
      } else if (indent === 4) group = word;
      else if (group !== "dependencies" && group !== "optionalDependencies") continue;
      else if (indent === 6) {
        key = word;
        if (name === "snapshots") entry.set(key, value);
      } else if (indent === 8 && word === "version") entry.set(key, value);
    }
  }
  return { importers, snapshots };
}

/** The lines below a key of the first level. */
function section(text: string, name: string): string[] {
  const start = text.indexOf(`\n${name}:\n`);
  if (start < 0) return [];
  const from = start + name.length + 3;
  const end = text.slice(from).search(/^[^ \n]/m);
  return text
    .slice(from, end < 0 ? undefined : from + end)
    .split("\n")
    .filter((line) => line !== "");
}

/** `key: value`, either of them in quotes. */
function split(line: string): [key: string, value: string] {
  const [, , key = "", value = ""] = /^('?)(.+?)\1:(?: (.*))?$/.exec(line) ?? [];
  return [key, value.replace(/^'(.*)'$/, "$1")];
}
