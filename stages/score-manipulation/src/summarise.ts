import type { RandomStream } from "@limen/random";
import { groupBy, type manipulationTable, type Row } from "@limen/tables";
import { type Outcome, sourceOf } from "./pair-answers.ts";
import type { Params } from "./params.ts";
import { targetedRatio } from "./targeted-ratio.ts";

type Summary = Row<typeof manipulationTable>;

/** The manipulation table: all pairs, then each; guided faces, then their controls. */
export function summarise(
  outcomes: readonly Outcome[],
  classes: readonly string[],
  params: Params,
  random: RandomStream,
): Summary[] {
  return [true, false].flatMap((guided) => {
    const own = outcomes.filter((outcome) => outcome.guided === guided);
    if (own.length === 0) return [];
    const stream = random.split(guided ? "guided" : "controls");
    return [
      summary(null, own, guided, classes, params, stream.split("all")),
      ...[...groupBy(own, ({ pair }) => pair)].map(([pair, rows]) =>
        summary(pair, rows, guided, classes, params, stream.split("pair").split(pair)),
      ),
    ];
  });
}

function summary(
  pair: string | null,
  outcomes: readonly Outcome[],
  guided: boolean,
  classes: readonly string[],
  params: Params,
  random: RandomStream,
): Summary {
  const count = (name: string) => outcomes.filter(({ outcome }) => outcome === name).length;
  const answered = outcomes.filter(({ outcome }) => outcome !== "missing");
  const splits = answered.flatMap(({ pair, stimulus_id, outcome }) =>
    outcome === "success" || outcome === "reversed"
      ? [{ pair, stimulus: stimulus_id, targeted: outcome === "success" }]
      : [],
  );
  const found = targetedRatio(splits, { random, ...params });
  const { estimate, low, high } = found.interval;
  return {
    scope: pair === null ? "all" : "pair",
    pair,
    guided,
    pairs: new Set(answered.map((outcome) => outcome.pair)).size,
    stimuli: answered.length,
    missing: count("missing"),
    success: count("success"),
    bias: count("bias"),
    failure: count("failure") + count("reversed"),
    reversed: count("reversed"),
    ratio: estimate,
    low,
    high,
    predicted: predictedRatio(answered, classes),
    null_low: found.nullLow,
    null_high: found.nullHigh,
    p_pairs: found.pPairs,
    p_stimuli: found.pStimuli,
    p_least: found.pLeast,
    test: testWords(splits.length, found.pPairs),
    seed: random.path,
    source: sourceOf(outcomes),
  };
}

function testWords(splits: number, pPairs: number | null): string {
  if (splits === 0) return "not tested: nobody split a face between the two classes";
  return pPairs === null
    ? "who is who swapped stimulus by stimulus; one pair allows no test over pairs"
    : "who is who swapped pair by pair, and stimulus by stimulus, one-sided";
}

/** If both answered by their models, apart from each other. */
function predictedRatio(outcomes: readonly Outcome[], classes: readonly string[]): number | null {
  let targeted = 0;
  let reversed = 0;
  for (const { p_a, p_b, wanted_a, wanted_b } of outcomes) {
    const [a, b] = [classes.indexOf(wanted_a), classes.indexOf(wanted_b)];
    targeted += p_a[a]! * p_b[b]!;
    reversed += p_a[b]! * p_b[a]!;
  }
  return targeted + reversed > 0 ? targeted / (targeted + reversed) : null;
}
