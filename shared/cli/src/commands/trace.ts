import { openStore } from "@limen/artifact";
import { trace as follow } from "@limen/proof";
import { findWorkspace } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { traceText } from "../render/trace-text.ts";

/** `limen trace`: from an artifact's digest back to the runs, code, parameters and sources that it comes from. */
export async function trace(hash: string, { json }: { json?: boolean }): Promise<number> {
  const found = follow(hash, openStore(findWorkspace().artifacts));
  if (json) printJson(found);
  else print(traceText(found));
  return EXIT.good;
}
