import { diffRuns, findRuns } from "@limen/proof";
import { openSession } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { diffText } from "../render/diff-text.ts";
import { workspaceWithResults } from "../workspace-with-results.ts";

/** `limen diff`: what differs between two runs, or between the results of two pipelines. Exit status 1 when anything does. */
export async function diff(before: string, after: string, { json }: { json?: boolean }): Promise<number> {
  const session = openSession(workspaceWithResults(), undefined, "read");
  const diffs = await diffRuns(findRuns(before, session.store), findRuns(after, session.store), session);
  if (json) printJson({ before, after, diffs });
  else print(diffs.length === 0 ? "nothing differs" : diffText(diffs));
  return diffs.length === 0 ? EXIT.good : EXIT.failed;
}
