import type { RandomStream } from "@limen/random";
import type { AlignedGroup } from "./align-group.ts";
import { type AlignedPeople, type AlignOptions, alignPeople } from "./align-people.ts";
import { baselineModels, type CommonModels, compareBaselines } from "./compare-baselines.ts";
import { type ClusterTables, describeClusters } from "./describe-clusters.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import { type FewShotRow, fewShot } from "./few-shot.ts";
import { evidenceOf } from "./layer-inputs.ts";
import type { StimulusScores } from "./person-trials.ts";
import { projectFeatures } from "./project-features.ts";
import { individualModels, type ScoredModel, type ScoreRow, scoreModels } from "./score-models.ts";
import type { Split } from "./split-trials.ts";

export interface ClimbOptions extends AlignOptions {
  readonly featureRank: number;
  readonly wideRank: number;
  readonly fewShot: readonly number[];
}

export interface Ladder {
  readonly common: CommonModels;
  readonly individuals: AlignedPeople;
  /** Made as they are asked for, anew each time. */
  readonly scores: Iterable<ScoreRow>;
  readonly fewShot: readonly FewShotRow[];
  readonly kinds: ClusterTables;
}

/**
 * All that follows from the group model without running a net again: the baselines, every rung but the whole net, the
 * few-shot curves and the kinds of people. `extra` gives further models to score.
 */
export function climbLadder(
  net: string,
  trials: EncodedTrials,
  split: Split,
  aligned: AlignedGroup,
  baseTemperature: number,
  options: ClimbOptions,
  random: RandomStream,
  extra: (individuals: AlignedPeople) => readonly ScoredModel[] = () => [],
): Ladder {
  const common = compareBaselines(trials, split, aligned, baseTemperature, Math.min(...options.precisions));
  const oldStimuli = split.newStimulus.map((isNew) => 1 - isNew);
  const [leading, wide] = projectFeatures(
    aligned.features,
    trials.stimuli.length,
    [options.featureRank, options.wideRank],
    oldStimuli,
    random.split("features"),
  );
  const evidence = evidenceOf(common.group, trials.classes.length, oldStimuli);
  const group: StimulusScores = { logP: common.group, evidence, leading: leading!, wide: wide! };
  const individuals = alignPeople(trials, split, group, options, random.split("people"));
  const models = [
    ...baselineModels(common, trials, split),
    ...individualModels(individuals),
    ...extra(individuals),
  ];
  return {
    common,
    individuals,
    scores: { [Symbol.iterator]: () => scoreModels(net, models, trials, split, group) },
    fewShot: fewShot(net, trials, split, group, individuals, options.fewShot, random.split("few shot")),
    kinds: describeClusters(net, trials, split, group, individuals, random.split("clusters")),
  };
}
