import { WordList } from "@limen/tables";
import { type JudgedTrials, participantJudge, type Verdict } from "./judge-participant.ts";
import type { ExclusionParams } from "./params.ts";
import { NONE } from "./ratings-of.ts";

/** A trial of a comparison. */
export interface JudgedComparison {
  /** Both faces and the class that was asked for; the same whichever face was on which side. */
  readonly pair: string;
  /** Which of the pair was chosen; null: no answer in time. */
  readonly chosen: 0 | 1 | null;
  readonly side: "left" | "right" | null;
  /** Which of the pair an attentive person chooses; null: no catch trial. */
  readonly expected: 0 | 1 | null;
  readonly rtMs: number | null;
  readonly isRepeat: boolean;
}

/** The same rules as for choices, of two alternatives: which face was chosen; one_key looks at the side. */
export function comparerJudge(
  rows: readonly JudgedComparison[],
  params: ExclusionParams,
): (places: Int32Array) => readonly Verdict[] {
  const sides = Int8Array.from(rows, ({ side }) => (side === null ? NONE : Number(side === "right")));
  return participantJudge(asTrials(rows), { ...params, maxOneKey: params.maxOneSide }, sides);
}

/** A pair as a stimulus, and its two faces as classes. */
function asTrials(rows: readonly JudgedComparison[]): JudgedTrials {
  const pairs = new WordList();
  return {
    classes: ["first", "second"],
    stimuli: pairs.names,
    stimulus: Int32Array.from(rows, ({ pair }) => pairs.number(pair)),
    response: Int8Array.from(rows, ({ chosen }) => chosen ?? NONE),
    catchClass: Int8Array.from(rows, ({ expected }) => expected ?? NONE),
    rt: Float64Array.from(rows, ({ rtMs }) => rtMs ?? Number.NaN),
    isRepeat: Uint8Array.from(rows, ({ isRepeat }) => Number(isRepeat)),
    ratings: null,
  };
}
