import { join, relative } from "node:path";
import { collectGarbage, diskUse, openStore } from "@limen/artifact";
import { lockedNames } from "@limen/proof";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { size } from "../render/format.ts";
import { workspaceWithResults } from "../workspace-with-results.ts";

interface GcOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `limen gc`: deletes what neither a pipeline's current results nor a lock file need; says what the rest takes. */
export async function gc({ dryRun = false, json }: GcOptions): Promise<number> {
  const { root, artifacts } = workspaceWithResults();
  const store = openStore(artifacts);
  const kept = lockedNames(store, join(root, "pipelines"));
  const garbage = collectGarbage(store.layout, { dryRun, kept });
  const bytes = garbage.reduce((sum, item) => sum + item.bytes, 0);
  const used = diskUse(store.layout);
  if (json) {
    printJson({ dryRun, bytes, garbage, used });
    return EXIT.good;
  }
  for (const item of garbage)
    print(`${relative(process.cwd(), item.path)}  ${size(item.bytes)}  ${item.why}`);
  print(`${dryRun ? "would delete" : "deleted"} ${garbage.length} entries, ${size(bytes)}`);
  const parts = Object.entries(used).filter(([, part]) => part > 0);
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  print(`the store takes ${size(total)}${parts.map(([name, part]) => `, ${name} ${size(part)}`).join("")}`);
  return EXIT.good;
}
