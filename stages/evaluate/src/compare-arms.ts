import type { RandomStream } from "@limen/random";
import { bootstrap, type Interval, meanDifference, twoSampleTest } from "@limen/stats";
import { bootstrapArms, differenceInterval } from "./bootstrap-arms.ts";
import { type Contrast, NO_INTERVAL, sourceOf } from "./claim.ts";
import type { Params } from "./params.ts";
import type { Evidence } from "./read-inputs.ts";

export const BOUNDARY_ARMS = ["uncertainty", "controversial"];
export const CONTROL_ARMS = ["natural", "unguided", "confident"];

/** (bits) human entropies of the stimuli of each arm, in the order of the choices table. */
export function entropiesByArm(evidence: Evidence): Map<string, number[]> {
  const armOf = armsOf(evidence);
  const arms = new Map<string, number[]>();
  for (const row of evidence.choices.rows) {
    const arm = armOf.get(row.stimulus_id);
    if (arm === undefined) continue;
    const values = arms.get(arm);
    if (values) values.push(row.entropy);
    else arms.set(arm, [row.entropy]);
  }
  return arms;
}

/** C3: human entropy of each boundary arm minus that of each control arm. */
export function compareArms(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  const { choices, trials } = evidence;
  const entropies = entropiesByArm(evidence);
  const resampled = trials
    ? bootstrapArms(trials.rows, armsOf(evidence), evidence.classes, params.draws, random.split("crossed"))
    : null;
  return BOUNDARY_ARMS.filter((arm) => entropies.has(arm)).flatMap((boundary) =>
    CONTROL_ARMS.map((control): Contrast => {
      const stream = random.split(boundary).split(control);
      const a = entropies.get(boundary)!;
      const b = entropies.get(control) ?? [];
      const interval =
        b.length === 0
          ? NO_INTERVAL
          : resampled
            ? crossed(a, b, resampled.get(boundary)!, resampled.get(control)!)
            : overStimuli(a, b, params.draws, stream.split("interval"));
      return {
        claim: "C3",
        contrast: `human entropy: ${boundary} − ${control}`,
        net: null,
        interval,
        nullValue: 0,
        unit: "bits",
        n: a.length + b.length,
        nUnit: "stimuli",
        test:
          b.length === 0
            ? `not tested: no answered stimuli in the arm ${control}`
            : `permutation test over stimuli; bootstrap over ${resampled ? "people × stimuli" : "stimuli"}`,
        pValue: twoSampleTest(a, b, {
          random: stream.split("test"),
          draws: params.permutations,
          alternative: "greater",
        }).pValue,
        ceiling: null,
        seed: stream.path,
        digest: choices.digest,
        source: sourceOf(choices.rows),
      };
    }),
  );
}

function armsOf(evidence: Evidence): Map<string, string> {
  return new Map(evidence.stimuli.rows.map((row) => [row.stimulus_id, row.arm]));
}

function crossed(
  a: readonly number[],
  b: readonly number[],
  drawsA: readonly (number | null)[],
  drawsB: readonly (number | null)[],
): Interval {
  const estimate = meanDifference(a, b);
  return estimate === null ? NO_INTERVAL : { estimate, ...differenceInterval(estimate, drawsA, drawsB) };
}

function overStimuli(
  a: readonly number[],
  b: readonly number[],
  draws: number,
  random: RandomStream,
): Interval {
  const items = [
    ...a.map((value) => ({ value, first: true })),
    ...b.map((value) => ({ value, first: false })),
  ];
  const difference = (sample: readonly (typeof items)[number][]) =>
    meanDifference(
      sample.filter((item) => item.first).map((item) => item.value),
      sample.filter((item) => !item.first).map((item) => item.value),
    );
  return bootstrap(items, difference, { random, draws });
}
