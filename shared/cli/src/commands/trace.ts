import { openStore } from "@limen/artifact";
import { chosenParams, trace as follow } from "@limen/proof";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { traceText } from "../render/trace-text.ts";
import { workspaceWithResults } from "../workspace-with-results.ts";

interface TraceOptions {
  readonly params?: boolean;
  readonly json?: boolean;
}

/** `limen trace`: from an artifact's digest back to the runs, code, parameters and sources that it comes from. */
export async function trace(what: string, { params: all = false, json }: TraceOptions): Promise<number> {
  const { artifacts, stages } = workspaceWithResults();
  const found = follow(what, openStore(artifacts, "read"));
  if (json) {
    printJson(found);
    return EXIT.good;
  }
  const chosen = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { key, identity } of found.runs) chosen.set(key, await chosenParams(identity, stages));
  print(
    traceText(found, {
      paramsOf: ({ key, identity }) => (all ? identity.params : (chosen.get(key) ?? identity.params)),
      all,
    }),
  );
  return EXIT.good;
}
