import { createRequire, Module } from "node:module";
import util from "node:util";
import { engineEnvironment } from "./environment.ts";
import { bindingPath } from "./locate.ts";

/**
 * Loads tfjs-node onto our binding. A side effect of importing this module, because everything here has to
 * happen before the first use of TensorFlow: the library reads its environment once.
 * Throws a UserError when the engine is not installed.
 */
const binding = bindingPath();
Object.assign(process.env, engineEnvironment());
restoreRemovedUtilities();
const require = createRequire(import.meta.url);
withBindingFinder(binding, () => require("@tensorflow/tfjs-node"));

/** tfjs-node 4.22 calls these two, deprecated since Node 4 and gone from Node 23 on. */
function restoreRemovedUtilities(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

/**
 * tfjs-node asks `@mapbox/node-pre-gyp` where its binding is, which knows only places inside node_modules.
 * We answer in its stead while tfjs-node loads, and write nothing into node_modules.
 */
function withBindingFinder(path: string, load: () => void): void {
  const requireAsTfjsNode = createRequire(require.resolve("@tensorflow/tfjs-node/package.json"));
  const finderPath = requireAsTfjsNode.resolve("@mapbox/node-pre-gyp");
  const before = require.cache[finderPath];
  const answer = new Module(finderPath);
  answer.filename = finderPath;
  answer.loaded = true;
  answer.exports = { find: () => path };
  require.cache[finderPath] = answer;
  try {
    load();
  } finally {
    if (before === undefined) delete require.cache[finderPath];
    else require.cache[finderPath] = before;
  }
}
