import { targetsOf } from "@limen/person-model";
import { type AlignedGroup, groupCounts } from "./align-group.ts";
import { type ChoiceCounts, marginalOf } from "./count-choices.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import { biasSlopeAdapter } from "./fit-bias-slope.ts";
import { fitTemperature } from "./fit-temperature.ts";
import type { LayerInputs } from "./layer-inputs.ts";
import { logSoftmaxRows } from "./log-softmax.ts";
import { noiseCeiling } from "./noise-ceiling.ts";
import { everyStimulus } from "./person-trials.ts";
import { commonModel, groupTrialsOf, type ScoredModel } from "./score-models.ts";
import type { Split } from "./split-trials.ts";

/** Log probabilities [stimuli × classes] of the models that say the same for everybody. */
export interface CommonModels {
  readonly marginal: Float64Array;
  readonly base: Float64Array;
  readonly baseTemperature: Float64Array;
  readonly group: Float64Array;
  readonly groupExtra: Float64Array;
}

/**
 * The rungs that an individual model must beat. All see the answers of old people to old stimuli only.
 * `precision` is the weak prior of group_extra's own bias and slope.
 */
export function compareBaselines(
  trials: EncodedTrials,
  split: Split,
  aligned: AlignedGroup,
  baseTemperature: number,
  precision: number,
): CommonModels {
  const classes = trials.classes.length;
  const { all: counts, inner } = groupCounts(trials, split);
  const at = (logits: Float32Array, temperature: number) =>
    logSoftmaxRows(
      Float64Array.from(logits, (value) => value / temperature),
      classes,
    );
  const marginal = marginalOf(counts).map(Math.log);
  return {
    marginal: Float64Array.from(
      { length: trials.stimuli.length * classes },
      (_, i) => marginal[i % classes]!,
    ),
    base: at(aligned.baseLogits, baseTemperature),
    baseTemperature: at(aligned.baseLogits, fitTemperature(aligned.baseLogits, counts)),
    group: at(aligned.groupLogits, aligned.temperature),
    groupExtra: extraFit(inner, at(aligned.extraLogits, aligned.temperature), precision),
  };
}

/**
 * The group model after the same extra fitting as an individual gets: more epochs, then a bias and slope, but on
 * everyone's answers. Fitted on the inner validation stimuli, where the net has not seen the answers.
 */
function extraFit({ classes, counts }: ChoiceCounts, logP: Float64Array, precision: number): Float64Array {
  const scores = { logP, evidence: NONE, leading: NONE, wide: NONE };
  const every = everyStimulus(scores, classes);
  const adapter = biasSlopeAdapter(classes);
  const answered = { ...every, answer: every.stimulus, targets: targetsOf(counts, classes) };
  const [parameters] = adapter.fit(answered, [precision]);
  return adapter.logProbabilities(parameters!, every);
}

const NONE: LayerInputs = { values: new Float64Array(0), width: 0 };

/** As models to score, in the order of the table's description. */
export function baselineModels(common: CommonModels, trials: EncodedTrials, split: Split): ScoredModel[] {
  const own = trials.participants.map((_, person) => groupTrialsOf(trials, split, person));
  const seen = (person: number) => own[person]!;
  return [
    commonModel("marginal", common.marginal, seen),
    commonModel("base", common.base, () => 0),
    commonModel("base_temperature", common.baseTemperature, seen),
    commonModel("group", common.group, seen),
    commonModel("group_extra", common.groupExtra, seen),
    noiseCeiling(trials, common.group),
  ];
}
