import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "../../..");
const STAGES = join(ROOT, "stages");
const CACHE = join(ROOT, "node_modules/.cache/limen");
const MANIFEST = join(CACHE, "current.json");

/** Pure JavaScript that every command loads; all else is imported from where it is installed. */
const BUNDLED = /^(@limen\/|zod$|yaml$|commander$|pure-rand)/;

/**
 * The URL of an up-to-date bundle of the command and all stages' declarations, made now if need be. Undefined when it
 * cannot be kept (a read-only checkout): then the sources are run.
 */
export async function freshBundle() {
  const current = readManifest();
  if (current !== undefined && isFresh(current)) return entryUrl(current.folder);
  try {
    return await build();
  } catch (error) {
    if (error.code === "EACCES" || error.code === "EROFS") return undefined;
    throw error;
  }
}

function readManifest() {
  if (!existsSync(MANIFEST)) return undefined;
  try {
    return JSON.parse(readFileSync(MANIFEST, "utf8"));
  } catch {
    return undefined; // torn by a power cut: made again
  }
}

/** Whether every source has the size and time that it had, and no stage came or went. */
function isFresh({ folder, stages, stamps }) {
  if (!existsSync(join(CACHE, folder)) || stages !== stageNames().join(" ")) return false;
  return Object.entries(stamps).every(([file, stamp]) => stampOf(file) === stamp);
}

function stampOf(file) {
  const stat = statSync(join(ROOT, file), { throwIfNoEntry: false });
  return stat === undefined ? "missing" : `${stat.size} ${stat.mtimeMs}`;
}

function stageNames() {
  return readdirSync(STAGES).filter((name) => existsSync(join(STAGES, name, "src/index.ts")));
}

function entryUrl(folder) {
  return pathToFileURL(join(CACHE, folder, "limen.js")).href;
}

async function build() {
  const { build: bundle } = await import("esbuild");
  mkdirSync(CACHE, { recursive: true });
  const folder = `bundle-${process.pid}-${Date.now()}`;
  const stages = stageNames();
  const stampsBefore = new Map();
  const { metafile } = await bundle({
    stdin: { contents: entrySource(stages), resolveDir: join(ROOT, "shared/cli"), sourcefile: "limen.js" },
    absWorkingDir: ROOT,
    outdir: join(CACHE, folder),
    entryNames: "limen",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    metafile: true,
    logLevel: "silent",
    // CommonJS packages within the bundle ask for built-in modules by require.
    banner: {
      js: 'import { createRequire as limenRequire } from "node:module"; const require = limenRequire(import.meta.url);',
    },
    plugins: [keepPlaces(stampsBefore), leaveOutside],
  });
  const inputs = Object.keys(metafile.inputs).filter((file) => existsSync(join(ROOT, file)));
  const stamps = Object.fromEntries(
    ["pnpm-lock.yaml", "shared/cli/bin/bundle.mjs", ...inputs].map((file) => [
      file,
      stampsBefore.get(join(ROOT, file)) ?? stampOf(file),
    ]),
  );
  const old = readManifest()?.folder;
  const aside = `${MANIFEST}.${process.pid}`;
  writeFileSync(aside, JSON.stringify({ folder, stages: stages.join(" "), stamps }));
  renameSync(aside, MANIFEST);
  // A command that started a moment ago may still read the old bundle: the one before it goes.
  for (const name of readdirSync(CACHE)) {
    if (name.startsWith("bundle-") && name !== folder && name !== old)
      rmSync(join(CACHE, name), { recursive: true, force: true });
  }
  return entryUrl(folder);
}

/** Stages are found at run time by their place; a bundle has to name them beforehand. */
function entrySource(stages) {
  const entries = stages.map((name) => {
    const module = JSON.stringify(join(STAGES, name, "src/index.ts"));
    return `bundledStages.set(${module}, () => import(${module}));`;
  });
  return [
    'import { bundledStages } from "../runner/src/stage-registry.ts";',
    ...entries,
    'export { main } from "./src/main.ts";',
  ].join("\n");
}

/** A module in a bundle still says where its source stands. */
function keepPlaces(stamps) {
  return {
    name: "keep-places",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        stamps.set(path, stampOf(path.slice(ROOT.length + 1)));
        const contents = readFileSync(path, "utf8")
          .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
        return { contents, loader: "ts" };
      });
    },
  };
}

/** Leaves out what no command needs (the stages' mathematics) and what cannot be bundled (wasm, native code). */
const leaveOutside = {
  name: "leave-outside",
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === "limen" || kind === "entry-point") return undefined;
      if (kind === "dynamic-import" && importer.startsWith(`${STAGES}/`))
        return { path: join(resolveDir, path), external: true };
      const isPackage = !path.startsWith(".") && !path.startsWith("/") && !path.startsWith("node:");
      const fromOurs = !importer.includes("/node_modules/");
      if (!isPackage || !fromOurs || BUNDLED.test(path)) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: "limen" });
      return found.errors.length > 0 || found.external
        ? { path, external: true }
        : { path: found.path, external: true };
    });
  },
};
