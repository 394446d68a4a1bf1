import { bool, choice, defineTable, float64, int32, nullable, text } from "../spec.ts";

export const qualityTable = defineTable({
  name: "quality",
  meaning:
    "One row an arm, sampler and metric: how good a stimulus set is, beside what as many real faces reach.",
  columns: {
    arm: choice(
      "uncertainty, consensus, controversial, anchored, or a control: natural, unguided, confident, off-manifold",
    ),
    sampler: choice("the sampler, or none for natural faces"),
    metric: choice(
      "what was measured, e.g. frechet_distance, coverage or held_out_agrees; the README of judge-stimuli defines each",
    ),
    value: nullable(float64("the metric; null where too few stimuli define it")),
    low: nullable(float64("2.5 % bound over stimuli; null where resampling says nothing")),
    high: nullable(float64("97.5 % bound")),
    floor: nullable(
      float64("mean of the metric over draws of as many real test faces; null where real faces have none"),
    ),
    floor_low: nullable(float64("2.5 % quantile over these draws")),
    floor_high: nullable(float64("97.5 % quantile over these draws")),
    n: int32("(stimuli) behind the value"),
    floor_n: nullable(int32("(faces) of each draw behind the floor; fewer than n where test faces are few")),
    references: nullable(int32("(faces) train faces that the stimuli are compared with")),
    net: nullable(
      choice(
        "the net whose features or answers it rests on; null: pixels, the prior, or each stimulus's guides",
      ),
    ),
  },
});

export const stabilityTable = defineTable({
  name: "stability",
  meaning:
    "One row a boundary stimulus: whether it stays on the boundary under eight small changes of the picture.",
  columns: {
    stimulus_id: text("the stimulus"),
    arm: choice("uncertainty, consensus, controversial or anchored"),
    sampler: choice("the sampler"),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    guide_1: choice("net that guided it (towards class_a in the controversial arm)"),
    guide_2: nullable(choice("second guide, towards class_b; null in the uncertainty arm")),
    p_a: float64("probability of class_a in guide_1, mean over the changed pictures"),
    p_a_low: float64("least over the changed pictures"),
    p_a_high: float64("greatest over the changed pictures"),
    p_b: float64("probability of class_b in guide_1 (guide_2 in the controversial arm), mean"),
    p_b_low: float64("least"),
    p_b_high: float64("greatest"),
    share: float64("p_a / (p_a + p_b) in guide_1, mean over the changed pictures"),
    share_2: nullable(float64("the same in guide_2; null in the uncertainty arm")),
    stable: bool(
      "uncertainty, consensus, anchored: share (and share_2) within .2 of the one aimed at (.3 to .7 for even pairs), and the two classes above .5 together; controversial: share above .5 and share_2 below",
    ),
    held_out: choice("name of the held-out net, which never guides"),
    held_out_p_a: float64("probability of class_a in the held-out net, mean over the changed pictures"),
    held_out_p_b: float64("probability of class_b in the held-out net, mean"),
    held_out_share: float64("p_a / (p_a + p_b) in the held-out net, mean"),
    held_out_stable: bool(
      "held_out_share within .2 of the share aimed at, and the two classes above .5 together",
    ),
    held_out_agrees: bool(
      "the held-out net gives each class more than half of the share aimed at (.25 of even pairs), picture as it is",
    ),
    held_out_entropy: float64("(bits) of the held-out net's answer, picture as it is"),
    natural_entropy: nullable(
      float64("(bits) the same for the matched natural faces, mean; null where there is none"),
    ),
  },
});
