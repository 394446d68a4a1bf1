// Loads a bundle, its bytes checked, with the compiled code that an earlier process left beside it: compiling takes
// longer than all else that a cached run does.
const { createHash } = require("node:crypto");
const { fstatSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const vm = require("node:vm");

const DIGEST_BYTES = 32;

/**
 * Loads the bundle from an open file, of which `file` is the name; undefined when it is damaged, and then it is deleted.
 * `use` names what is done with it: each use has its own compiled code, written by a process that found none and ends well.
 */
exports.loadBundle = ({ descriptor, file, sha256, use }) => {
  const bytes = readWhole(descriptor);
  if (digest(bytes).toString("hex") !== sha256) {
    rmSync(dirname(file), { recursive: true, force: true });
    return undefined;
  }
  // Compiled code is that of one version of V8.
  const compiled = join(dirname(file), `${use}-${process.version}-${process.arch}`);
  const cachedData = readCompiled(compiled, sha256);
  // esbuild writes ASCII.
  const text = `(function (exports, require, module) {${bytes.toString("latin1")}\n})`;
  const script = new vm.Script(text, {
    filename: file,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module);
  if (cachedData === undefined) {
    process.once("exit", (status) => {
      if (status === 0) writeCompiled(compiled, sha256, script);
    });
  }
  return module.exports;
};

function readWhole(descriptor) {
  const bytes = Buffer.allocUnsafe(fstatSync(descriptor).size);
  for (let at = 0; at < bytes.length; ) {
    const length = readSync(descriptor, bytes, at, bytes.length - at, at);
    if (length === 0) return bytes.subarray(0, at);
    at += length;
  }
  return bytes;
}

/** V8 does not check what it is given, so a digest stands before it. */
function readCompiled(file, sha256) {
  let content;
  try {
    content = readFileSync(file);
  } catch {
    return undefined; // not there yet
  }
  const data = content.subarray(DIGEST_BYTES);
  return content.subarray(0, DIGEST_BYTES).equals(digest(sha256, data)) ? data : undefined;
}

function writeCompiled(file, sha256, script) {
  const data = script.createCachedData();
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, Buffer.concat([digest(sha256, data), data]));
    renameSync(aside, file);
  } catch {
    rmSync(aside, { force: true }); // the bundle is gone, or the disk is full: then there is none
  }
}

function digest(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
