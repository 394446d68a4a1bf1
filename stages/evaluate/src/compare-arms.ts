import type { RandomStream } from "@limen/random";
import { bootstrap, type Interval, mean, signFlipTest } from "@limen/stats";
import { BOUNDARY_ARMS, CONTROL_ARMS } from "@limen/tables";
import { bootstrapMatches, pairedDifference } from "./bootstrap-matches.ts";
import { type Contrast, NO_INTERVAL, sourceOf } from "./claim.ts";
import { type Match, matchStimuli } from "./match-stimuli.ts";
import type { Params } from "./params.ts";
import type { Evidence } from "./read-inputs.ts";

/** (bits) human entropies of the stimuli of each arm, in the order of the choices table. */
export function entropiesByArm(evidence: Evidence): Map<string, number[]> {
  const armOf = new Map(evidence.stimuli.rows.map((row) => [row.stimulus_id, row.arm]));
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

/**
 * C3: human entropy of each boundary arm minus that of each control arm, pair by pair: a control has the classes of its
 * stimulus and its luminance and contrast as nearly as there was one, which whole arms have not.
 */
export function compareArms(evidence: Evidence, params: Params, random: RandomStream): Contrast[] {
  const arms = new Set(evidence.stimuli.rows.map((row) => row.arm));
  return BOUNDARY_ARMS.filter((arm) => arms.has(arm)).flatMap((boundary) =>
    CONTROL_ARMS.map((control) =>
      compareMatched(evidence, boundary, control, params, random.split(boundary).split(control)),
    ),
  );
}

function compareMatched(
  evidence: Evidence,
  boundary: string,
  control: string,
  params: Params,
  random: RandomStream,
): Contrast {
  const { choices, trials } = evidence;
  const entropies = new Map(choices.rows.map((row) => [row.stimulus_id, row.entropy]));
  const matches = matchStimuli(evidence, boundary, control);
  const differences = matches.map(
    (match) => pairedDifference(match, (stimulus) => entropies.get(stimulus) ?? null)!,
  );
  return {
    claim: "C3",
    contrast: `human entropy: ${boundary} − ${control}`,
    net: null,
    interval: intervalOf(evidence, matches, differences, params, random.split("interval")),
    nullValue: 0,
    unit: "bits",
    n: matches.length,
    nUnit: "stimuli",
    test:
      matches.length === 0
        ? `not tested: no answered stimuli matched with the arm ${control}`
        : `sign flips over matched pairs; bootstrap over ${trials ? "people × pairs" : "pairs"}`,
    pValue: signFlipTest(differences, {
      random: random.split("test"),
      draws: params.permutations,
      alternative: "greater",
    }).pValue,
    ceiling: null,
    seed: random.path,
    digest: choices.digest,
    source: sourceOf(choices.rows),
  };
}

function intervalOf(
  { trials, classes }: Evidence,
  matches: readonly Match[],
  differences: readonly number[],
  { draws }: Params,
  random: RandomStream,
): Interval {
  const estimate = mean(differences);
  if (estimate === null) return NO_INTERVAL;
  return trials
    ? bootstrapMatches(estimate, matches, trials.rows, classes, draws, random)
    : bootstrap(differences, mean, { random, draws });
}
