import { join } from "node:path";
import { UserError } from "@limen/errors";
import { type Check, failed, passed } from "./check.ts";
import { COMPILER_REMEDY, systemCompiler } from "./compile-binding.ts";
import { ZIGLANG_VERSION } from "./pins.ts";
import { findPython } from "./python.ts";
import { runCommand } from "./run-command.ts";

const OLDEST_NODE = [20, 19] as const;

/** Node, pnpm, Python with pip, and a C++ compiler. */
export async function checkTools(): Promise<Check[]> {
  const [pnpm, python, compiler] = await Promise.all([checkPnpm(), checkPython(), checkCompiler()]);
  return [checkNode(process.versions.node), pnpm, python, compiler];
}

/** Node 20.19 and later; 20, 22 and 24 are the tested lines. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (!recent) return failed("Node", version, "install Node 24 (20.19 is the oldest): `nvm install 24`");
  return passed("Node", [20, 22, 24].includes(major) ? version : `${version} (tested with 20, 22 and 24)`);
}

async function checkPnpm(): Promise<Check> {
  for (const program of ["pnpm", join("scripts", "bootstrap", "node_modules", ".bin", "pnpm")]) {
    const { status, stdout } = await runCommand(program, ["--version"]);
    if (status === 0) return passed("pnpm", stdout.trim());
  }
  return failed("pnpm", "not found", "run `npm run setup`, which brings its own");
}

async function checkPython(): Promise<Check> {
  try {
    const { version } = await findPython();
    return passed("Python and pip", version.replace(/ from .*\(/, " ("));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problem = error.problems[0];
    return failed("Python and pip", problem?.message ?? "not found", problem?.hint ?? "install python3");
  }
}

/** A missing compiler fails nothing: PyPI's Zig stands in, at a minute and a half once. */
async function checkCompiler(): Promise<Check> {
  const compiler = await systemCompiler();
  const standIn = `none; set-up uses ziglang ${ZIGLANG_VERSION} from PyPI (slower, once). ${COMPILER_REMEDY}`;
  return passed("C++ compiler", compiler?.name ?? standIn);
}
