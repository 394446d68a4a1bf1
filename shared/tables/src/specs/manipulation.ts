import { bool, choice, defineTable, distribution, float64, int32, nullable, text } from "../spec.ts";

const pair = text("the two people, `a & b`");
const people = {
  participant_a: text("the first person of the pair"),
  participant_b: text("the second person of the pair"),
};

export const personPairsTable = defineTable({
  name: "person-pairs",
  meaning:
    "One row a pair of people and of classes: what two people are to see differently, and what came of it.",
  columns: {
    pair,
    ...people,
    class_a: choice("class that the first person is to choose"),
    class_b: choice("class that the second person is to choose"),
    net: choice("the net whose group model both persons' models stand on"),
    reach: float64(
      "probability that both persons' models can give their classes at once, between these two classes alone",
    ),
    aim: nullable(
      float64("probability aimed at in both persons' models; null: out of reach, so not attempted"),
    ),
    attempts: int32("(attempts)"),
    on_target: int32("(attempts) on which each person's model gives its class more than was asked"),
    accepted: int32("(attempts) that also passed the validity filter"),
  },
});

export const targetsTable = defineTable({
  name: "targets",
  meaning:
    "One row a stimulus of a manipulation round and participant: who is to see it, and what they are meant to say.",
  columns: {
    stimulus_id: text("the stimulus"),
    pair,
    participant_id: text("who is to see it"),
    partner_id: text("the other person of the pair"),
    wanted: choice("class that this participant is meant to choose"),
    partner_wanted: choice("class that the other one is meant to choose"),
    guided: bool("made so that both models say it; false: a control from the same noise, without guidance"),
    net: choice("the net whose group model the person's model stands on"),
    p: distribution("what this participant's model says of the face"),
  },
});

export const outcomesTable = defineTable({
  name: "outcomes",
  meaning:
    "One row a stimulus of a manipulation round and pair of people: what both were meant to say, and said.",
  columns: {
    stimulus_id: text("the stimulus"),
    pair,
    ...people,
    guided: bool("made so that both models say it; false: a control from the same noise, without guidance"),
    wanted_a: choice("class that the first person is meant to choose"),
    wanted_b: choice("class that the second person is meant to choose"),
    p_a: distribution("what the first person's model says"),
    p_b: distribution("what the second person's model says"),
    answer_a: nullable(choice("class that the first person chose; null: no usable answer")),
    answer_b: nullable(choice("class that the second person chose; null: no usable answer")),
    outcome: choice(
      "success: both as meant; bias: one of them; reversed: each chose the other's class; failure: any other; missing: not answered by both",
    ),
    source: choice("simulated, imported or collected; none: nobody answered"),
  },
});

export const manipulationTable = defineTable({
  name: "manipulation",
  meaning:
    "One row a pair of people, and one for all pairs, of guided faces and of controls: how often two people chose differently as they were meant to.",
  columns: {
    scope: choice("pair or all"),
    pair: nullable(text("the two people, `a & b`; null for all pairs")),
    guided: bool("faces made for the pair; false: their unguided controls"),
    pairs: int32("pairs with stimuli that both answered"),
    stimuli: int32("(stimuli) answered by both"),
    missing: int32("(stimuli) that one of them, or both, did not answer, or whose answers were excluded"),
    success: int32("(stimuli) on which both chose as they were meant to"),
    bias: int32("(stimuli) on which one of them did"),
    failure: int32("(stimuli) on which neither did, the reversed ones included"),
    reversed: int32("(stimuli) on which each chose the other's class"),
    ratio: nullable(
      float64("targeted ratio: success / (success + reversed); null where nobody chose both classes"),
    ),
    low: nullable(float64("2.5 % bound, pairs and stimuli drawn anew")),
    high: nullable(float64("97.5 % bound")),
    predicted: nullable(float64("the ratio that the persons' models foretell for these stimuli")),
    null_low: nullable(float64("2.5 % quantile of the ratio when who is who is swapped by chance")),
    null_high: nullable(float64("97.5 % quantile")),
    p_pairs: nullable(
      float64("who is who swapped pair by pair: are the directions right, for such people at large"),
    ),
    p_stimuli: nullable(
      float64("swapped stimulus by stimulus: do these very people differ as meant, on such stimuli"),
    ),
    p_least: nullable(
      float64("least p_pairs that so many pairs allow; above .05, nothing could be significant"),
    ),
    test: text("the tests, or why there is none"),
    seed: text("random stream of the resampling"),
    source: choice("simulated, imported or collected: who answered; none: nobody"),
  },
});
