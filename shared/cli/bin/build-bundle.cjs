// Bundles the command and all stages: esbuild, once after every change of a source.
const { createHash } = require("node:crypto");
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { pathToFileURL } = require("node:url");
const { bundleOf, cacheOf, ROOT, stageNames, stampOf } = require("./current-bundle.cjs");

const CLI = join(ROOT, "shared/cli");

/** Pure JavaScript that every command loads; all else is required from where it is installed. */
const BUNDLED = /^(@limen\/|zod$|yaml$|commander$|pure-rand)/;

/** A file changed within the clock's grain (10 ms on local file systems) could change again and keep its stamp. */
const SETTLED_MILLISECONDS = 100;
const UNSETTLED = "unsettled";
/** Sources that are still being written after so many builds are run as they are, and found changed. */
const MOST_BUILDS = 20;

/** Older bundles go: commands that start beside each other may each be about to open another one. */
const KEPT_MILLISECONDS = 60_000;

/**
 * Makes the bundle of these stages. Undefined when it cannot be kept (a read-only checkout, stages without a node_modules
 * above them): then the sources are run. `problems` instead, where esbuild cannot read a source.
 */
exports.buildBundle = async (stages) => {
  const cache = cacheOf(stages);
  if (cache === undefined) return undefined;
  try {
    // A command that starts just after a source was written would find its own bundle stale.
    for (let builds = 1; ; builds++) {
      const built = await build(stages);
      if (builds < MOST_BUILDS && built.stamps.some(([, stamp]) => stamp === UNSETTLED)) await settle();
      else return bundleOf(cache, save(cache, built), stages);
    }
  } catch (error) {
    if (error.code === "EACCES" || error.code === "EROFS") return undefined;
    if (error.errors !== undefined) return { problems: error.errors.map(sourceProblem) };
    throw error;
  }
};

/** A line for one of esbuild's errors, with its place. */
function sourceProblem({ text, location }) {
  return location ? `${resolve(ROOT, location.file)}:${location.line}:${location.column + 1}: ${text}` : text;
}

/** As stampOf, but of a file that changed a moment ago a stamp that it will not have again. */
function settledStampOf(file) {
  const changed = statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0;
  return Date.now() - changed < SETTLED_MILLISECONDS ? UNSETTLED : stampOf(file);
}

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));

async function build(stages) {
  const { build: bundle } = await import("esbuild");
  const names = stageNames(stages);
  const seen = { stamps: new Map(), whole: new Set() };
  const { metafile, outputFiles } = await bundle({
    stdin: { contents: entrySource(stages, names), resolveDir: CLI, sourcefile: "limen.js" },
    absWorkingDir: ROOT,
    outfile: "limen.cjs",
    write: false,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    metafile: true,
    logLevel: "silent",
    plugins: [keepPlaces(seen), leaveOutside(seen)],
  });
  const inputs = Object.keys(metafile.inputs).map((file) => resolve(ROOT, file));
  const own = [join(ROOT, "pnpm-lock.yaml"), __filename];
  const stamps = [...own, ...inputs.filter(existsSync)].map((file) => [
    file,
    seen.stamps.get(file) ?? settledStampOf(file),
  ]);
  return { contents: outputFiles[0].contents, names: names.join(" "), stamps };
}

function save(cache, { contents, names, stamps }) {
  const folder = `bundle-${process.pid}-${Date.now()}`;
  const sha256 = createHash("sha256").update(contents).digest("hex");
  mkdirSync(join(cache, folder), { recursive: true });
  writeFileSync(join(cache, folder, "limen.cjs"), contents);
  const manifest = { folder, sha256, names, stamps };
  keep(cache, manifest);
  return manifest;
}

/** Makes a bundle the current one. Who started with an older one holds it open. */
function keep(cache, manifest) {
  const aside = join(cache, `current.json.${process.pid}`);
  writeFileSync(aside, JSON.stringify(manifest));
  renameSync(aside, join(cache, "current.json"));
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (name !== manifest.folder && name !== "current.json" && changed < Date.now() - KEPT_MILLISECONDS)
      rmSync(path, { recursive: true, force: true });
  }
}

/** Stages are found at run time by their place; a bundle has to name them beforehand. */
function entrySource(stages, names) {
  const entries = names.map((name) => {
    const module = JSON.stringify(join(stages, name, "src/index.ts"));
    return `bundled.stages.set(${module}, () => import(${module}));`;
  });
  return [
    'import { bundled } from "../runner/src/bundled.ts";',
    ...entries,
    "export { bundled };",
    'export const runCommand = async (args) => (await import("./src/main.ts")).main(args);',
    'export const answerJob = () => import("../runner/src/execute/child.ts");',
  ].join("\n");
}

/** A module in a bundle still says where its source stands. */
function keepPlaces({ stamps, whole }) {
  return {
    name: "keep-places",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        stamps.set(path, settledStampOf(path));
        const source = readFileSync(path, "utf8");
        for (const [, name] of source.matchAll(/^import \w+(?:, \{[^}]*\})? from "([^."][^"]*)"/gm))
          whole.add(name);
        const contents = source
          .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
        return { contents, loader: "ts" };
      });
    },
  };
}

/**
 * Leaves out packages that not every command needs, and those that cannot be bundled (wasm, native code). They are required
 * where they are used, as the module that `import` would load; where a default import wants the whole of a package, as the
 * CommonJS one, since that is what the bundle would take an ES module's names for.
 */
function leaveOutside({ whole }) {
  return {
    name: "leave-outside",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        const isOurs = !importer.includes("/node_modules/");
        if (pluginData === "limen" || kind === "entry-point" || !isOurs) return undefined;
        if (path.startsWith("node:") || BUNDLED.test(path)) return undefined;
        const wanted = whole.has(path) ? "require-call" : kind;
        const found = await build.resolve(path, {
          kind: wanted,
          importer,
          resolveDir,
          pluginData: "limen",
        });
        return found.errors.length > 0 || found.external
          ? { path, external: true }
          : { path: found.path, external: true };
      });
    },
  };
}
