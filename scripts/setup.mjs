// Brings everything a fresh machine lacks: the pinned pnpm, the workspace's packages, the numeric engine.
// Uses nothing but Node and npm, since nothing else is there yet. Does nothing, fast, when all is in place.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(fileURLToPath(import.meta.url), "../..");
const bootstrap = join(root, "scripts/bootstrap");
const pnpmBin = join(bootstrap, "node_modules/.bin");
const OLDEST_NODE = [20, 19];

/** The environment in which the pinned pnpm and the workspace's own commands are found first. */
export const environment = {
  ...process.env,
  PATH: [join(root, "node_modules/.bin"), pnpmBin, process.env.PATH].join(delimiter),
};

export function setup() {
  checkNode();
  bringPnpm();
  installPackages();
  run("the numeric engine", process.execPath, ["--import", "tsx", "shared/engine/src/setup.ts"]);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  stop(`Node ${process.versions.node} is too old: Limen needs ${OLDEST_NODE.join(".")} or later.`);
}

function bringPnpm() {
  const wanted = JSON.parse(readFileSync(join(bootstrap, "package.json"), "utf8")).dependencies.pnpm;
  const found = join(bootstrap, "node_modules/pnpm/package.json");
  if (existsSync(found) && JSON.parse(readFileSync(found, "utf8")).version === wanted) return;
  say(`pnpm ${wanted}`);
  run("pnpm", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], bootstrap);
}

/** pnpm takes seconds to find that nothing changed; a stamp with the lockfile's digest takes none. */
function installPackages() {
  const stamp = join(root, "node_modules/.limen-setup");
  const digest = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  say("packages");
  run("the packages", "pnpm", ["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"]);
  writeFileSync(stamp, digest);
}

/** Runs a command in the repository; on failure says what it was for and ends this process with its status. */
export function run(purpose, command, args, cwd = root) {
  const result = spawnSync(command, args, { cwd, env: environment, stdio: "inherit" });
  if (result.error) stop(`Could not start ${command} for ${purpose}: ${result.error.message}`);
  if (result.status !== 0) stop(`Setting up stopped at ${purpose} (${command}).`, result.status ?? 1);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function stop(message, status = 2) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
