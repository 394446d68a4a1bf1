import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

export interface Cpu {
  /** Name, family and model: virtual machines give many processors one name. */
  readonly model: string;
  /** Whether the lock files of pipelines/ came out on such a one, byte by byte. */
  readonly isKnown: boolean;
}

/** The part that is known to depend on the kind of CPU: how oneDNN cuts large products into blocks goes by what a CPU says of itself. */
export const PRODUCTS = "large products";

const INFO = "/proc/cpuinfo";

export function thisCpu(): Cpu {
  const info = existsSync(INFO) ? readFileSync(INFO, "utf8") : "";
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, "m").exec(info)?.[1] ?? "?";
  const name = cpus()[0]?.model.trim() ?? "unknown";
  const model = `${name}, family ${field("cpu family")}, model ${field("model")}`;
  const known = JSON.parse(readFileSync(join(import.meta.dirname, "../cpus.json"), "utf8")) as {
    readonly cpus: readonly string[];
  };
  return { model, isKnown: known.cpus.includes(model) };
}
