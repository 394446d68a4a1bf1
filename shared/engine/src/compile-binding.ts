import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { UserError } from "@limen/errors";
import { BINDING } from "./locate.ts";
import { ZIGLANG_VERSION } from "./pins.ts";
import type { OnEngineEvent } from "./progress.ts";
import { type Python, runPip } from "./python.ts";
import { lastLines, runCommand } from "./run-command.ts";

const require = createRequire(import.meta.url);
export const COMPILER_REMEDY =
  "install a C++ compiler: `sudo apt-get install g++` (Debian, Ubuntu), `sudo dnf install gcc-c++` (Fedora), `xcode-select --install` (macOS)";

/** A C++ compiler: how to call it and what to tell the user about it. */
interface Compiler {
  readonly name: string;
  readonly program: string;
  readonly leading: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Compiles tfjs-node's two C++ files against the unpacked library, with g++ (17 s on 2 busy cores), else
 * clang++, else PyPI's Zig (1.5 min, as it first builds its own C++ library). Returns the compiler's name.
 */
export async function compileBinding(
  directory: string,
  python: Python,
  onEvent: OnEngineEvent,
): Promise<string> {
  const scratch = join(directory, "compiler");
  const compiler = (await systemCompiler()) ?? (await zigCompiler(python, scratch, onEvent));
  onEvent({ phase: "compile", message: `compiling the binding with ${compiler.name}` });
  const { status, stderr } = await runCommand(
    compiler.program,
    [...compiler.leading, ...compilerArguments(join(directory, "tensorflow"), join(directory, BINDING))],
    { environment: compiler.environment },
  );
  rmSync(scratch, { recursive: true, force: true });
  if (status !== 0) {
    throw new UserError({
      message: `${compiler.name} could not compile the TensorFlow binding:\n${lastLines(stderr, 12)}`,
      hint: COMPILER_REMEDY,
    });
  }
  return compiler.name;
}

/** The first compiler of the system that runs, or undefined. */
export async function systemCompiler(): Promise<Compiler | undefined> {
  for (const program of ["g++", "clang++"]) {
    const { status, stdout } = await runCommand(program, ["--version"]);
    if (status === 0) {
      return { name: stdout.split("\n")[0] || program, program, leading: [], environment: {} };
    }
  }
  return undefined;
}

async function zigCompiler(python: Python, scratch: string, onEvent: OnEngineEvent): Promise<Compiler> {
  const requirement = `ziglang==${ZIGLANG_VERSION}`;
  onEvent({ phase: "compile", message: `no g++ here: fetching ${requirement} with pip (about 90 MB)` });
  mkdirSync(scratch, { recursive: true });
  const { status, stderr } = await runPip(python, ["install", "--no-deps", "--target", scratch, requirement]);
  if (status !== 0) {
    throw new UserError({
      message: `there is no g++, and pip could not fetch ${requirement}:\n${lastLines(stderr)}`,
      hint: COMPILER_REMEDY,
    });
  }
  return {
    name: requirement,
    program: python.program,
    leading: ["-m", "ziglang", "c++"],
    environment: { PYTHONPATH: scratch, ZIG_GLOBAL_CACHE_DIR: join(scratch, "cache") },
  };
}

/** As in tfjs-node's own binding.gyp; `$ORIGIN` lets the binding find the library beside it. */
function compilerArguments(libraryDirectory: string, output: string): string[] {
  const moduleDirectory = dirname(require.resolve("@tensorflow/tfjs-node/package.json"));
  const headers = join(dirname(require.resolve("node-api-headers/package.json")), "include");
  const onMac = process.platform === "darwin";
  return [
    "-O2",
    "-std=c++17",
    "-fPIC",
    "-shared",
    "-DNAPI_VERSION=8",
    ...[join(libraryDirectory, "include"), headers, moduleDirectory].map((path) => `-I${path}`),
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(moduleDirectory, "binding", file)),
    join(import.meta.dirname, "../native/quiet-log.cc"),
    `-L${libraryDirectory}`,
    "-ltensorflow",
    "-ltensorflow_framework",
    onMac ? "-Wl,-rpath,@loader_path" : "-Wl,-rpath,$ORIGIN",
    ...(onMac ? ["-undefined", "dynamic_lookup"] : []),
    "-o",
    output,
  ];
}
