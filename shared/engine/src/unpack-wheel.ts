import { symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "@limen/errors";
import { pipFailure, wheelChoice } from "./download-wheel.ts";
import { type EnginePin, HEADER_PREFIXES } from "./pins.ts";
import type { OnEngineEvent } from "./progress.ts";
import { type Python, runPip } from "./python.ts";
import { lastLines, runCommand } from "./run-command.ts";

// A wheel is a zip. Python is there anyway, and its zipfile reads single members of 800 MB.
const UNPACK = `
import sys, zipfile
wheel, target, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(wanted)) and not name.endswith("/"):
            archive.extract(name, target)
`;

/**
 * Takes the libraries and the C headers out of the wheel into `directory`/tensorflow, and the companions
 * (CUDA) beside them: TensorFlow's libraries look for `../nvidia/*` from where they lie.
 */
export async function unpackWheel(
  wheel: string,
  pin: EnginePin,
  python: Python,
  directory: string,
  onEvent: OnEngineEvent,
): Promise<void> {
  onEvent({ phase: "unpack", message: "unpacking the TensorFlow library" });
  const wanted = [...pin.libraries.map((library) => library.member), ...HEADER_PREFIXES];
  const { status, stderr } = await runCommand(python.program, ["-c", UNPACK, wheel, directory, ...wanted]);
  if (status !== 0) {
    throw new UserError({
      message: `could not unpack ${basename(wheel)}:\n${lastLines(stderr)}`,
      hint: `check the free disk at ${directory}, then run it again`,
    });
  }
  for (const { member, linkName } of pin.libraries) {
    symlinkSync(basename(member), join(directory, "tensorflow", linkName));
  }
  if (pin.companions.length > 0) await addCompanions(pin, python, directory, onEvent);
}

async function addCompanions(pin: EnginePin, python: Python, directory: string, onEvent: OnEngineEvent) {
  onEvent({ phase: "unpack", message: `installing ${pin.companions.length} CUDA packages with pip` });
  const { status, stderr } = await runPip(python, [
    "install",
    "--target",
    directory,
    ...wheelChoice(pin),
    ...pin.companions,
  ]);
  if (status !== 0) throw pipFailure("the CUDA packages", stderr);
}
