import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { digestFile } from "@limen/artifact";
import { InternalError } from "@limen/errors";
import { lockedPackages } from "./lockfile.ts";

export interface CodeIdentity {
  readonly code: Record<string, string>;
  readonly packages: Record<string, string>;
}

interface PackageFile {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Folders of a package that can change what it computes; tests, pages and settings cannot. */
const SOURCE_FOLDERS = ["src", "native", "assets"] as const;

/** What one package adds to the identity of the stages that use it. */
interface PackageIdentity {
  readonly name: string;
  readonly digest: string;
  readonly locked: ReadonlyMap<string, string>;
  /** Folders of its workspace dependencies. */
  readonly dependencies: readonly string[];
}

/** By folder: stages share packages, and nodes stages. */
const known = new Map<string, PackageIdentity>();
const knownStages = new Map<string, CodeIdentity>();

/** Source digests of a stage's package and of its workspace dependencies, and locked versions of all outside ones. */
export function codeIdentity(stageDirectory: string): CodeIdentity {
  const identity = knownStages.get(stageDirectory) ?? readIdentity(stageDirectory);
  knownStages.set(stageDirectory, identity);
  return identity;
}

function readIdentity(stageDirectory: string): CodeIdentity {
  const code: Record<string, string> = {};
  const versions = new Map<string, Set<string>>();
  const pending = [realpathSync(stageDirectory)];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const { name, digest, locked, dependencies } = packageIdentity(directory);
    if (Object.hasOwn(code, name)) continue;
    code[name] = digest;
    for (const [outside, version] of locked) {
      versions.set(outside, (versions.get(outside) ?? new Set()).add(version));
    }
    pending.push(...dependencies);
  }
  const packages = Object.fromEntries([...versions].map(([name, set]) => [name, [...set].sort().join(" ")]));
  return { code, packages };
}

function packageIdentity(directory: string): PackageIdentity {
  const before = known.get(directory);
  if (before !== undefined) return before;
  const { name, dependencies = {} } = readPackage(directory);
  const identity: PackageIdentity = {
    name,
    digest: sourceDigest(directory),
    locked: lockedPackages(directory),
    dependencies: Object.entries(dependencies)
      .filter(([, range]) => range.startsWith("workspace:"))
      .map(([dependency]) => findDependency(directory, dependency)),
  };
  known.set(directory, identity);
  return identity;
}

function readPackage(directory: string): PackageFile {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as PackageFile;
}

/** Where Node would find it: the nearest node_modules that has it, its link followed. */
function findDependency(directory: string, name: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return realpathSync(candidate);
    if (folder === dirname(folder))
      throw new InternalError(`${directory} depends on ${name}, which is not installed`);
  }
}

/** SHA-256 over names and contents of a package's source files, tests left out. */
function sourceDigest(directory: string): string {
  const hash = createHash("sha256");
  for (const folder of SOURCE_FOLDERS) {
    for (const file of sourceFiles(directory, folder)) {
      hash.update(`${file}\0${digestFile(join(directory, file))}\n`);
    }
  }
  return hash.digest("hex");
}

function sourceFiles(directory: string, folder: string): string[] {
  const path = join(directory, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourceFiles(directory, file);
      return entry.name.endsWith(".test.ts") || entry.name.startsWith(".") ? [] : [file];
    });
}

/** Forgets what was read, for long-lived processes and tests. */
export function forgetCode(): void {
  known.clear();
  knownStages.clear();
}
