import type { Row } from "@limen/tables/spec";
import type {
  alignmentCurveTable,
  groupPredictionsTable,
  personParametersTable,
  rungChoicesTable,
} from "@limen/tables/specs";
import type { AlignedGroup } from "./align-group.ts";
import type { AlignedPeople } from "./align-people.ts";
import type { WholeNetFit } from "./align-whole-net.ts";
import type { CommonModels } from "./compare-baselines.ts";
import type { EncodedTrials } from "./encode-trials.ts";
import type { EpochScores } from "./fine-tune.ts";
import type { Split } from "./split-trials.ts";

/** Rows of the group-predictions table: stimuli of the inner validation part count as train. */
export function predictionRows(
  net: string,
  common: CommonModels,
  trials: EncodedTrials,
  split: Split,
): Row<typeof groupPredictionsTable>[] {
  const models = { base: common.base, base_temperature: common.baseTemperature, group: common.group };
  const classes = trials.classes.length;
  return Object.entries(models).flatMap(([model, logP]) =>
    trials.stimuli.map((stimulus, s) => ({
      net,
      model,
      stimulus_id: stimulus,
      fold: split.newStimulus[s] === 1 ? "test" : "train",
      p: Float32Array.from(logP.subarray(s * classes, (s + 1) * classes), Math.exp),
    })),
  );
}

/** Rows of the alignment-curve table; those of individual_full are means over its people. */
export function curveRows(
  net: string,
  aligned: AlignedGroup,
  full: readonly WholeNetFit[],
): Row<typeof alignmentCurveTable>[] {
  const rows = (model: string, curve: readonly EpochScores[]) =>
    curve.map((scores, epoch) => ({
      net,
      model,
      epoch,
      train_nats: scores.trainNats,
      inner_valid_nats: scores.innerValidNats,
      base_accuracy: scores.baseAccuracy,
    }));
  const mean = (epoch: number, of: (scores: EpochScores) => number) =>
    full.reduce((sum, fit) => sum + of(fit.curve[epoch]!), 0) / full.length;
  const fullCurve = (full[0]?.curve ?? []).map((_, epoch) => ({
    trainNats: mean(epoch, (scores) => scores.trainNats),
    innerValidNats: mean(epoch, (scores) => scores.innerValidNats),
    baseAccuracy: null,
  }));
  return [
    ...rows("group", aligned.groupCurve),
    ...rows("group_extra", aligned.extraCurve),
    ...rows("individual_full", fullCurve),
  ];
}

/** Rows of the rung-choices table. */
export function choiceRows(
  net: string,
  { choices, trainRows }: AlignedPeople,
  pooling: "people" | "person",
  trials: EncodedTrials,
): Row<typeof rungChoicesTable>[] {
  return trials.participants.map((participant, person) => {
    const choice = choices[person];
    const setting = choice?.fit.setting;
    return {
      net,
      participant_id: participant,
      model: choice?.model ?? "group",
      rank: setting?.rank || null,
      precision: setting?.precision ?? null,
      inner_gain: choice?.fit.innerGain ?? 0,
      folds_of: choice === undefined ? "nobody" : pooling,
      train_trials: trainRows[person]!.length,
      source: trials.sources[person]!,
    };
  });
}

/** Rows of the person-parameters table: fitted people only. */
export function parameterRows(
  net: string,
  aligned: AlignedPeople,
  trials: EncodedTrials,
): Row<typeof personParametersTable>[] {
  const classes = trials.classes.length;
  return aligned.models
    .filter(({ name }) => name === "individual_bias" || name === "individual_bias_slope")
    .flatMap(({ name, fits }) =>
      fits.flatMap((fit, person) => {
        if (fit === undefined) return [];
        const parameters = fit.parameters ?? new Float64Array(classes);
        return [
          {
            net,
            model: name,
            participant_id: trials.participants[person]!,
            bias: Float32Array.from(parameters.subarray(0, classes)),
            slope: 1 + (parameters[classes] ?? 0),
            source: trials.sources[person]!,
          },
        ];
      }),
    );
}
