import type { Check } from "./check.ts";
import { checkEngine } from "./check-engine.ts";
import { checkMachine } from "./check-machine.ts";
import { checkTools } from "./check-tools.ts";

/**
 * Looks at all that Limen needs from the machine. Takes about two seconds, most of it loading TensorFlow in a
 * child process. Every check with `ok: false` carries the remedy.
 */
export async function doctor({ artifactsDirectory = "artifacts" } = {}): Promise<Check[]> {
  const [tools, engine] = await Promise.all([checkTools(), checkEngine()]);
  return [...tools, engine, ...checkMachine(artifactsDirectory)];
}
