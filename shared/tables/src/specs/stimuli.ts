import { bool, choice, defineTable, distribution, float64, image, int32, nullable, text } from "../spec.ts";

const further = {
  further_classes: nullable(text("classes of a boundary between more than two, joined by commas")),
  further_guides: nullable(text("nets of the controversial arm beyond two, joined by commas")),
  level: nullable(
    float64(
      "share of class_a among the classes that was aimed at; null for controversial faces, real ones and controls without an aim",
    ),
  ),
  budget: nullable(
    float64("(L2 norm, pixels in [-1, 1]) anchored: how far it might move from its real face"),
  ),
};

export const stimuliTable = defineTable({
  name: "stimuli",
  meaning: "One row a stimulus that passed the filters, boundary faces and their matched controls.",
  columns: {
    stimulus_id: text("unique name"),
    image: image("the stimulus as a grey PNG"),
    arm: choice(
      "uncertainty, consensus, controversial, anchored, or a control: natural, unguided, confident, off-manifold",
    ),
    sampler: choice(
      "gauss-newton, reference, reference-mended, dps, mpgd, dsg, bisection, unguided, straight (off-manifold: no prior), or none for natural faces",
    ),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    guide_1: nullable(
      choice("net that guided it (towards class_a in the controversial arm); for controls, their stimulus"),
    ),
    guide_2: nullable(choice("second guide (controversial: towards class_b); null where one net guided")),
    ...further,
    series: nullable(
      text(
        "faces of one series grew from the same noise, or the same real face; null for those that stand alone",
      ),
    ),
    p_guide_1: distribution("choice distribution of guide_1"),
    p_guide_2: nullable(distribution("choice distribution of guide_2")),
    p_held_out: distribution("choice distribution of the held-out net, which never guides"),
    held_out: choice("name of the held-out net"),
    validity: float64(
      "how face-like, in [0, 1]: quantile of its denoising error among real faces, see the stage's README",
    ),
    face_score: nullable(float64("p(face) of the validity net, where there is one")),
    difficulty: float64("(bits) entropy of the mean answer of all guides and the held-out net"),
    match_id: nullable(text("the boundary stimulus that this control is matched to")),
    face_id: nullable(text("the real face, for natural controls")),
    anchor_id: nullable(text("the real face that an anchored or off-manifold face started from")),
    label: nullable(distribution("people's votes for the real face, for natural controls")),
  },
});

export const attemptsTable = defineTable({
  name: "attempts",
  meaning: "One row an attempt to synthesise a stimulus, accepted or not.",
  columns: {
    attempt: int32("index"),
    stream: int32("the attempt's random stream is derived from it; attempts of a series share it"),
    arm: choice("uncertainty, consensus, controversial, anchored, unguided, confident or off-manifold"),
    sampler: choice("the sampler used"),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    guide_1: nullable(choice("first guide; of unguided attempts, the net that judges them")),
    guide_2: nullable(choice("second guide")),
    ...further,
    p_a: float64("probability of class_a in guide_1 at the end"),
    p_b: float64("probability of class_b in guide_2 where there is one, else in guide_1, at the end"),
    validity: float64("how face-like, in [0, 1]"),
    face_score: nullable(float64("p(face) of the validity net, where there is one")),
    on_target: bool("met the target of its arm in the guides"),
    valid: bool("passed both filters of validity: validity, and face_score where there is one"),
    accepted: bool("on target and valid"),
    held_out_agrees: nullable(
      bool(
        "the held-out net gives each class more than half of its share (0.25 each for two even classes); null for controversial and confident",
      ),
    ),
  },
});

export const ledgerTable = defineTable({
  name: "ledger",
  meaning:
    "One row an arm, sampler and pair of classes: what the stimuli cost. Seconds are in the run record, not here.",
  columns: {
    arm: choice("uncertainty, consensus, controversial, anchored, unguided, confident or off-manifold"),
    sampler: choice("the sampler used"),
    class_a: choice("first class of the pair"),
    class_b: choice("second class of the pair"),
    further_classes: further.further_classes,
    attempts: int32("(attempts)"),
    on_target: int32("(attempts) that met their target"),
    accepted: int32("(attempts) that also passed the validity filter"),
    prior_forward: float64("(evaluations of one image) of the prior"),
    prior_backward: float64("(evaluations of one image) backward passes through the prior"),
    guide_forward: float64("(evaluations of one image) of guides"),
    guide_backward: float64("(evaluations of one image) backward passes through guides"),
    gflop: float64(
      "(GFLOP) all of these together, a backward pass, by the image alone, counted as a forward one",
    ),
  },
});
