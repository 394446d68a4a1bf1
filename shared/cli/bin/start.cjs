// Node 20 cannot read TypeScript, and registering tsx for some hundred modules takes most of a second: command and stages
// are bundled once, and again whenever one of their sources changes. LIMEN_SOURCES=1 runs the sources themselves.
const { openSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { currentBundle, ROOT } = require("./current-bundle.cjs");
const { loadBundle } = require("./load-bundle.cjs");

void start();

async function start() {
  const { LIMEN_SOURCES, LIMEN_STAGES } = process.env;
  const stages = LIMEN_STAGES ? resolve(LIMEN_STAGES) : join(ROOT, "stages");
  const run = (LIMEN_SOURCES === "1" ? undefined : await bundledCommand(stages)) ?? (await sourceCommand());
  process.exitCode = await run(process.argv.slice(2));
}

async function bundledCommand(stages) {
  for (;;) {
    const bundle = currentBundle(stages) ?? (await require("./build-bundle.cjs").buildBundle(stages));
    if (bundle === undefined) return undefined;
    if (bundle.problems !== undefined) return () => refuse(bundle.problems);
    // Held open: nodes start from it, even when by then another command has made a newer one.
    const descriptor = openIfPresent(bundle.file);
    const loaded = descriptor && loadBundle({ ...bundle, descriptor, use: "command" });
    if (loaded === undefined) continue; // gone or damaged: made again
    loaded.bundled.process = {
      arguments: [join(__dirname, "answer-job.cjs"), bundle.file, bundle.sha256],
      descriptor,
      isFresh: bundle.isFresh,
    };
    return loaded.runCommand;
  }
}

/** Exit status of a command whose sources cannot be bundled. */
function refuse(problems) {
  process.stderr.write(
    `${problems.join("\n")}\n  → mend the source: commands and stages are made of it anew when it changes\n`,
  );
  return 2;
}

function openIfPresent(file) {
  try {
    return openSync(file, "r");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function sourceCommand() {
  const { register } = await import("tsx/esm/api");
  register();
  return (await import("../src/main.ts")).main;
}
