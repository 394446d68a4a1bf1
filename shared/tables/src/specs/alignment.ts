import { bool, choice, defineTable, distribution, float64, int32, nullable, text } from "../spec.ts";

export const alignmentScoresTable = defineTable({
  name: "alignment-scores",
  meaning:
    "One row a net, model, participant and cell of the split: held-out fit of one model to one participant.",
  columns: {
    net: choice("name of the net"),
    model: choice(
      "marginal, base, base_temperature, group, group_extra, noise_ceiling, individual_bias, individual_bias_slope, individual_cluster, individual_confusion, individual_embedding, individual_low_rank, individual_last_layer, individual_chosen (the rung that the inner folds choose, see rung-choices), other_person, permuted_labels, individual_full or individual_full_selected (epoch chosen on the reported trials: the papers' fault)",
    ),
    participant_id: text("the participant whose answers are predicted"),
    stimuli: choice("old (in the group's training) or new"),
    people: choice("old (in the group's training) or new"),
    train_trials: int32("(trials) of this participant that the model was fitted on"),
    test_trials: int32("(trials) held out"),
    nats: float64("(nats a trial) mean negative log-likelihood of the held-out answers"),
    accuracy: float64(
      "share of held-out answers that are the model's most probable class; of a rating, its share of that class",
    ),
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
    model: choice("group, group_extra or individual_full (mean over its people)"),
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

export const fewShotTable = defineTable({
  name: "few-shot",
  meaning:
    "One row a net, individual model, group of people and number of training trials: fit to held-out answers to new stimuli.",
  columns: {
    net: choice("name of the net"),
    model: choice("an individual model of the alignment-scores table"),
    people: choice("old (in the group's training) or new"),
    train_trials: int32("(trials) of each participant that the model was fitted on"),
    participants: int32("how many have that many training trials, and held-out ones"),
    nats: float64("(nats a trial) mean over participants"),
    group_nats: float64("(nats a trial) of the group model for the same participants"),
    gain: float64("(nats a trial) group − model, mean over participants"),
    gain_error: nullable(
      float64("(nats a trial) standard error of the gain over participants; null for one"),
    ),
    source: choice("simulated, imported or collected"),
  },
});

export const clustersTable = defineTable({
  name: "clusters",
  meaning: "One row a net and number of kinds of people: held-out likelihood of a mixture over people.",
  columns: {
    net: choice("name of the net"),
    clusters: int32("how many kinds of people; 1: the group model"),
    chosen: bool("the number that the inner folds chose; for most people where each chooses"),
    participants: int32("participants with held-out answers to new stimuli"),
    nats: nullable(float64("(nats a trial) held-out answers to new stimuli, mean over participants")),
    gain: nullable(float64("(nats a trial) one cluster − this many, mean over participants")),
    gain_error: nullable(float64("(nats a trial) standard error of the gain over participants")),
    stability: nullable(
      float64(
        "mean adjusted Rand index between the partition and those learnt from people drawn anew; null for one cluster",
      ),
    ),
    source: choice("simulated, imported or collected"),
  },
});

export const clusterMembersTable = defineTable({
  name: "cluster-members",
  meaning: "One row a net and participant: which kind of people they are.",
  columns: {
    net: choice("name of the net"),
    participant_id: text("the participant"),
    clusters: int32("how many kinds were chosen"),
    cluster: int32("the kind, from 0"),
    probability: float64("of that kind, from the participant's training trials"),
    source: choice("simulated, imported or collected"),
  },
});

export const rungChoicesTable = defineTable({
  name: "rung-choices",
  meaning:
    "One row a net and participant: the rung of the ladder that inner folds of training trials chose, which is individual_chosen in alignment-scores.",
  columns: {
    net: choice("name of the net"),
    participant_id: text("the participant"),
    model: choice("an individual model of the alignment-scores table, or group: no rung was better"),
    rank: nullable(int32("shared directions or kinds of people; null: the model has none")),
    precision: nullable(float64("(nats⁻²) pull towards the group; null: the group itself")),
    inner_gain: float64("(nats a trial) of the model over the group, in the folds that chose it"),
    folds_of: choice(
      "whose folds chose: people (of all together), person (this one's) or nobody (too few training trials)",
    ),
    train_trials: int32("(trials) of this participant"),
    source: choice("simulated, imported or collected"),
  },
});

export const alignmentNotesTable = defineTable({
  name: "alignment-notes",
  meaning: "One row a net and thing about its data that needs a second look; empty where there is none.",
  columns: {
    net: choice("name of the net"),
    finding: choice(
      "few_trials (participants), no_held_out (participants without a held-out answer to a new stimulus), one_key (participants who gave one answer only), closed_loop (participants whose loop chose stimuli), no_answers (stimuli) or never_chosen (classes)",
    ),
    count: int32("participants, stimuli or classes"),
    of: int32("how many there are of them"),
    names: text("the first ten of them"),
    handled: text("what was done about them"),
    source: choice("simulated, imported or collected"),
  },
});
