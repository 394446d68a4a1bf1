import { bool, choice, defineTable, distribution, float64, image, int32, nullable, text } from "../spec.ts";

export const stimuliTable = defineTable({
  name: "stimuli",
  meaning: "One row a stimulus that passed the filters, boundary faces and their matched controls.",
  columns: {
    stimulus_id: text("unique name"),
    image: image("the stimulus as a grey PNG"),
    arm: choice("uncertainty, controversial, or a control: natural, unguided, confident"),
    sampler: choice(
      "gauss-newton, reference, reference-mended, dps, mpgd, dsg, unguided, or none for natural faces",
    ),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    guide_1: nullable(
      choice("net that guided it (towards class_a in the controversial arm); for controls, their stimulus"),
    ),
    guide_2: nullable(
      choice("second guide, towards class_b; null unless the boundary stimulus is controversial"),
    ),
    p_guide_1: distribution("choice distribution of guide_1"),
    p_guide_2: nullable(distribution("choice distribution of guide_2")),
    p_held_out: distribution("choice distribution of the held-out net, which never guides"),
    held_out: choice("name of the held-out net"),
    validity: float64(
      "how face-like, in [0, 1]: quantile of its denoising error among real faces, see the stage's README",
    ),
    match_id: nullable(text("the boundary stimulus that this control is matched to")),
    face_id: nullable(text("the real face, for natural controls")),
    label: nullable(distribution("people's votes for the real face, for natural controls")),
  },
});

export const attemptsTable = defineTable({
  name: "attempts",
  meaning: "One row an attempt to synthesise a stimulus, accepted or not.",
  columns: {
    attempt: int32("index; the attempt's random stream is derived from it"),
    arm: choice("uncertainty, controversial, unguided or confident"),
    sampler: choice("the sampler used"),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    guide_1: nullable(choice("first guide; of unguided attempts, the net that judges them")),
    guide_2: nullable(choice("second guide")),
    p_a: float64("probability of class_a in guide_1 at the end"),
    p_b: float64("probability of class_b in guide_1 (guide_2 in the controversial arm) at the end"),
    validity: float64("how face-like, in [0, 1]"),
    on_target: bool("met the target of its arm in the guides"),
    valid: bool("passed the validity filter"),
    accepted: bool("on target and valid"),
    held_out_agrees: nullable(bool("uncertainty arm: the held-out net gives both classes more than 0.25")),
  },
});

export const ledgerTable = defineTable({
  name: "ledger",
  meaning:
    "One row an arm, sampler and pair of classes: what the stimuli cost. Seconds are in the run record, not here.",
  columns: {
    arm: choice("uncertainty, controversial, unguided or confident"),
    sampler: choice("the sampler used"),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    attempts: int32("(attempts)"),
    on_target: int32("(attempts) that met their target"),
    accepted: int32("(attempts) that also passed the validity filter"),
    prior_forward: float64("(evaluations of one image) of the prior"),
    prior_backward: float64("(evaluations of one image) backward passes through the prior"),
    guide_forward: float64("(evaluations of one image) of guides"),
    guide_backward: float64("(evaluations of one image) backward passes through guides"),
    gflop: float64("(GFLOP) all of these together, a backward pass counted as two forward ones"),
  },
});
