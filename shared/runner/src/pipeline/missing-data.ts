import { existsSync } from "node:fs";
import type { External, NodeInstance } from "./pipeline.ts";

/** What an instance would read of the user's own, by parameter, but is not there. */
export function missingData({ externals }: NodeInstance): Record<string, External> {
  return Object.fromEntries(Object.entries(externals).filter(([, { path }]) => !existsSync(path)));
}
