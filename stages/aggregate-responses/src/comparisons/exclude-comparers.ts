import { comparerJudge } from "@limen/exclusions";
import { type Exclusions, judgeAll } from "../apply-exclusions.ts";
import type { NumberedTrials } from "../by-participant.ts";
import type { Params } from "../params.ts";
import type { Comparisons } from "./encode-comparisons.ts";

/** The same rules as for choices, of two alternatives. */
export function excludeComparers({ rows, source }: Comparisons, params: Params): Exclusions {
  const judged = rows.map(({ pair, asked, ...row }) => ({ ...row, pair: `${pair.join(" ")} ${asked}` }));
  return judgeAll(numbered(rows), comparerJudge(judged, params), source);
}

function numbered(rows: Comparisons["rows"]): NumberedTrials {
  const numbers = new Map<string, number>();
  for (const { participant } of rows) if (!numbers.has(participant)) numbers.set(participant, numbers.size);
  return {
    participants: [...numbers.keys()],
    participant: Int32Array.from(rows, ({ participant }) => numbers.get(participant)!),
    trial: Int32Array.from(rows, ({ trial }) => trial),
  };
}
