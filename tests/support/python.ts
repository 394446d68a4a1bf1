import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** A Python with the packages of tests/requirements.txt, or undefined; `npm test` brings one. */
export const python = process.env.LIMEN_PYTHON || undefined;

/** Says plainly, once a file, why its tests are skipped. */
export const noPython = python === undefined ? " (skipped: LIMEN_PYTHON is not set; npm test sets it)" : "";

/** A Python with the packages of tests/requirements-release.txt, or undefined; `npm run test:full` brings one. */
export const releasePython = process.env.LIMEN_RELEASE_PYTHON || undefined;

const FOLDER = join(import.meta.dirname, "../interop");

/** Runs a Python file of tests/interop and gives what it prints, as JSON. Throws with its traceback when it fails. */
export function askPython(file: string, ...args: string[]): unknown {
  return ask(python, file, args);
}

/** The same with the judges of releases. */
export function askReleasePython(file: string, ...args: string[]): unknown {
  return ask(releasePython, file, args);
}

function ask(interpreter: string | undefined, file: string, args: readonly string[]): unknown {
  if (interpreter === undefined) throw new Error(`${file} needs LIMEN_PYTHON or LIMEN_RELEASE_PYTHON`);
  const result = spawnSync(interpreter, [join(FOLDER, file), ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${file} ended with ${result.status}:\n${result.stderr}`);
  return JSON.parse(result.stdout);
}
