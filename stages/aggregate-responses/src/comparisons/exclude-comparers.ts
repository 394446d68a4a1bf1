import { comparerJudge } from "@limen/exclusions";
import { WordList } from "@limen/tables";
import { type Exclusions, judgeAll } from "../apply-exclusions.ts";
import type { NumberedTrials } from "../by-participant.ts";
import type { Params } from "../params.ts";
import { type Comparisons, pairName } from "./encode-comparisons.ts";

/** The same rules as for choices, of two alternatives. */
export function excludeComparers({ rows, source }: Comparisons, params: Params): Exclusions {
  const judged = rows.map((row) => ({ ...row, pair: pairName(row) }));
  return judgeAll(numbered(rows), comparerJudge(judged, params), source);
}

function numbered(rows: Comparisons["rows"]): NumberedTrials {
  const people = new WordList();
  return {
    participants: people.names,
    participant: Int32Array.from(rows, ({ participant }) => people.number(participant)),
    trial: Int32Array.from(rows, ({ trial }) => trial),
  };
}
