import { choice, defineTable, distribution, float64, int32, nullable, text } from "../spec.ts";

export const alignmentScoresTable = defineTable({
  name: "alignment-scores",
  meaning:
    "One row a net, model, participant and cell of the split: held-out fit of one model to one participant.",
  columns: {
    net: choice("name of the net"),
    model: choice(
      "marginal, base, base_temperature, group, group_extra, individual_bias, individual_bias_slope, individual_last_layer, individual_full, other_person, permuted_labels",
    ),
    participant_id: text("the participant whose answers are predicted"),
    stimuli: choice("old (in the group's training) or new"),
    people: choice("old (in the group's training) or new"),
    train_trials: int32("(trials) of this participant that the model was fitted on"),
    test_trials: int32("(trials) held out"),
    nats: float64("(nats a trial) mean negative log-likelihood of the held-out answers"),
    accuracy: float64("share of held-out answers that are the model's most probable class"),
    source: choice("simulated, imported or collected"),
  },
});

export const groupPredictionsTable = defineTable({
  name: "group-predictions",
  meaning: "One row a net, model and stimulus: what group-level models say.",
  columns: {
    net: choice("name of the net"),
    model: choice("base, base_temperature or group"),
    stimulus_id: text("the stimulus"),
    fold: choice("train or test: was the stimulus in the group's training"),
    p: distribution("choice distribution of the model"),
  },
});

export const alignmentCurveTable = defineTable({
  name: "alignment-curve",
  meaning: "One row an epoch of group fine-tuning.",
  columns: {
    net: choice("name of the net"),
    model: choice("group, group_extra or individual_full"),
    epoch: int32("epochs done"),
    train_nats: float64("(nats a trial) on the training part"),
    inner_valid_nats: float64("(nats a trial) on the inner validation part, which chooses the epoch"),
    base_accuracy: nullable(float64("accuracy on held-out faces of the base set, kept in view")),
  },
});

export const personParametersTable = defineTable({
  name: "person-parameters",
  meaning: "One row a net, model and participant: fitted parameters of the small individual models.",
  columns: {
    net: choice("name of the net"),
    model: choice("individual_bias or individual_bias_slope"),
    participant_id: text("the participant"),
    bias: distribution("(nats) fitted criterion shift of each class; sums to zero"),
    slope: float64("fitted slope; one: the group's"),
    source: choice("simulated, imported or collected"),
  },
});
