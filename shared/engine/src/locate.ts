import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { chosenDevice } from "./device.ts";
import { ENGINE_PINS, type EnginePin, LAYOUT_REVISION, TENSORFLOW_VERSION, TFJS_VERSION } from "./pins.ts";

/** Written last: a directory that holds it is complete. */
export const ENGINE_RECORD = "engine.json";
export const BINDING = "tensorflow/tfjs_binding.node";

/** The user's cache, shared by clones: $LIMEN_CACHE, else $XDG_CACHE_HOME/limen, else ~/.cache/limen. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.LIMEN_CACHE) return environment.LIMEN_CACHE;
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "limen");
}

/** What this machine's engine is made of. Throws a UserError on a platform that has no wheel. */
export function enginePin(): EnginePin {
  const platform = `${process.platform}-${process.arch}`;
  const pin = ENGINE_PINS[`${platform}-${chosenDevice()}`];
  if (pin === undefined) {
    throw new UserError({
      message: `no TensorFlow engine for ${platform}`,
      hint: `Limen computes on ${Object.keys(ENGINE_PINS).join(", ")}; on Windows use WSL 2`,
    });
  }
  return pin;
}

/** Directory of this machine's engine, present or not; its name says all that was pinned. */
export function engineDirectory(pin: EnginePin = enginePin()): string {
  const name = [
    pin.requirement.replace("==", "-"),
    pin.device,
    pin.sha256.slice(0, 8),
    `tfjs-node-${TFJS_VERSION}`,
    `${process.platform}-${process.arch}`,
    `r${LAYOUT_REVISION}`,
  ].join("_");
  return join(cacheDirectory(), "engine", name);
}

/** Whether the engine is complete. A few system calls. */
export function isInstalled(directory: string = engineDirectory()): boolean {
  return existsSync(join(directory, ENGINE_RECORD));
}

/** The compiled binding's path. Throws a UserError with the command that makes it. */
export function bindingPath(): string {
  const directory = engineDirectory();
  if (!isInstalled(directory)) {
    throw new UserError({
      message: `the TensorFlow ${TENSORFLOW_VERSION} engine is not installed in ${cacheDirectory()}`,
      hint: "run `npm run setup` once",
    });
  }
  return join(directory, BINDING);
}
