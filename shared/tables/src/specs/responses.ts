import { bool, choice, defineTable, distribution, float64, int32, nullable, text } from "../spec.ts";

export const exclusionsTable = defineTable({
  name: "exclusions",
  meaning: "One row a participant and preregistered rule, whether it struck or not.",
  columns: {
    participant_id: text("the participant"),
    rule: choice(
      "catch_accuracy, median_rt, one_key (one side, where faces are compared), repeat_agreement or min_trials",
    ),
    value: nullable(float64("what was found; null when the participant has no such trials")),
    threshold: float64("the limit of the rule"),
    excluded: bool("true when the rule strikes"),
    source: choice("simulated, imported or collected"),
  },
});

export const choicesTable = defineTable({
  name: "choices",
  meaning:
    "One row a stimulus: how the participants chose, the kept ones or (allChoices) all. A rating counts as one answer, shared out among the classes in proportion. Catch trials, repeats and stimuli that the closed loop chose are left out of the counts.",
  columns: {
    stimulus_id: text("the stimulus"),
    n: int32("(answers)"),
    p: distribution("share of each class among the answers"),
    entropy: float64("(bits) posterior mean of the entropy under a Dirichlet prior"),
    entropy_low: float64("(bits) 2.5 % quantile"),
    entropy_high: float64("(bits) 97.5 % quantile"),
    entropy_plugin: float64("(bits) of the shares themselves, biased down for few answers"),
    within: nullable(
      float64(
        "(bits) part of the entropy within persons, from the fitted observers' agreement; null without repeats",
      ),
    ),
    between: nullable(float64("(bits) part between persons: total − within")),
    median_rt_ms: nullable(
      float64("(milliseconds) median response time of these answers; null without times"),
    ),
    source: choice("simulated, imported or collected"),
  },
});

export const reliabilityTable = defineTable({
  name: "reliability",
  meaning:
    "One row a measure over the whole experiment, of the kept participants or (allReliability) of all.",
  columns: {
    measure: choice(
      "entropy_split_half, entropy_spearman_brown, entropy_ceiling, choice_agreement_between, choice_agreement_between_repeated (stimuli with repeats only), choice_agreement_within, accuracy_ceiling, likelihood_ceiling (nats), choice_alpha (Krippendorff’s, nominal; null of ratings), rating_icc (ICC(1,1) of the shares that ratings give the classes; null of choices); of comparisons: comparison_agreement_between, comparison_agreement_within; chosen_share (share of answers to stimuli that the closed loop chose: none of the other measures counts them; only where there are any)",
    ),
    value: nullable(float64("the estimate; null where the data cannot tell")),
    low: nullable(float64("2.5 % bound")),
    high: nullable(float64("97.5 % bound")),
    n: int32("how many stimuli, participants or pairs it rests on"),
    unit: choice("stimuli, participants, pairs or trials"),
    source: choice("simulated, imported or collected"),
  },
});

export const keptTrialsTable = defineTable({
  name: "kept-trials",
  meaning:
    "Trials of the participants that no rule excludes, catch trials left out; the data of all later stages.",
  columns: {
    participant_id: text("the participant"),
    trial: int32("order within the participant"),
    stimulus_id: text("the stimulus"),
    response: nullable(choice("class chosen, or rated highest; null: several are rated highest")),
    ratings: nullable(distribution("rating of each class, in [0, 1]; null: a choice")),
    confidence: nullable(float64("how sure of the answer, in [0, 1]; null where it was not asked")),
    intensity: nullable(
      float64("how strongly the face shows the class chosen, in [0, 1]; null where it was not asked"),
    ),
    rt_ms: nullable(float64("(milliseconds)")),
    is_repeat: bool("this participant saw the stimulus before"),
    selection: nullable(
      choice("random, or chosen by the closed loop for this participant; null: not known, taken for random"),
    ),
    source: choice("simulated, imported or collected"),
  },
});

export const scalesTable = defineTable({
  name: "scales",
  meaning:
    "One row a stimulus and class asked for: how far it looks like that class beside others, by the Bradley–Terry model of the kept participants' comparisons. Catch trials are left out. Empty where nothing was compared.",
  columns: {
    stimulus_id: text("the stimulus"),
    asked: choice("the class that was asked for"),
    value: float64(
      "(nats) p(a is chosen over b) = 1 / (1 + exp(value of b − value of a)); the mean of a group is 0",
    ),
    standard_error: float64("(nats) of the value, under the model and its prior"),
    comparisons: int32("(comparisons) of this stimulus for that class"),
    group: int32("values of one class can be compared within a group only: comparisons link its stimuli"),
    source: choice("simulated, imported or collected"),
  },
});
