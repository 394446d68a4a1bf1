// The up-to-date bundle of command and stages, and whether the one that is there still is. Read at the start of every command.
const { existsSync, readdirSync, readFileSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");

const ROOT = join(__dirname, "../../..");

/** Path, digest and freshness of the bundle that is there for these stages; undefined when there is none, or an old one. */
function currentBundle(stages) {
  const cache = cacheOf(stages);
  const manifest = cache && readManifest(cache);
  return manifest !== undefined && isFresh(manifest, stages) ? bundleOf(cache, manifest, stages) : undefined;
}

/** Where bundles are kept: in the nearest node_modules above the stages. */
function cacheOf(stages) {
  for (let folder = dirname(stages); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules"))) return join(folder, "node_modules/.cache/limen");
    if (folder === dirname(folder)) return undefined;
  }
}

function bundleOf(cache, manifest, stages) {
  return {
    file: join(cache, manifest.folder, "limen.cjs"),
    sha256: manifest.sha256,
    isFresh: () => isFresh(manifest, stages),
  };
}

function readManifest(cache) {
  const file = join(cache, "current.json");
  if (!existsSync(file)) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    return existsSync(join(cache, manifest.folder, "limen.cjs")) ? manifest : undefined;
  } catch {
    return undefined; // torn by a power cut: made again
  }
}

/** Whether every source has the size, times and inode that it had, and no stage came or went. */
function isFresh({ names, stamps }, stages) {
  return names === stageNames(stages).join(" ") && stamps.every(([file, stamp]) => stampOf(file) === stamp);
}

/** The change time cannot be set by programs. */
function stampOf(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "missing" : `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`;
}

function stageNames(stages) {
  if (!existsSync(stages)) return [];
  return readdirSync(stages).filter((name) => existsSync(`${stages}/${name}/src/index.ts`));
}

module.exports = { bundleOf, cacheOf, currentBundle, ROOT, stageNames, stampOf };
