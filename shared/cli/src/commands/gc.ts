import { relative } from "node:path";
import { collectGarbage, openStore } from "@limen/artifact";
import { findWorkspace } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { size } from "../render/format.ts";

interface GcOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `limen gc`: deletes what no pipeline's current results need. */
export async function gc({ dryRun = false, json }: GcOptions): Promise<number> {
  const { layout } = openStore(findWorkspace().artifacts);
  const garbage = collectGarbage(layout, { dryRun });
  const bytes = garbage.reduce((sum, item) => sum + item.bytes, 0);
  if (json) {
    printJson({ dryRun, bytes, garbage });
    return EXIT.good;
  }
  for (const item of garbage)
    print(`${relative(process.cwd(), item.path)}  ${size(item.bytes)}  ${item.why}`);
  print(`${dryRun ? "would delete" : "deleted"} ${garbage.length} entries, ${size(bytes)}`);
  return EXIT.good;
}
