import type { attemptsTable, facesTable, Row, stimuliTable } from "@limen/tables";

type Face = Row<typeof facesTable>;
type Stimulus = Row<typeof stimuliTable>;
type Attempt = Row<typeof attemptsTable>;

/** A toy face of ten votes, with what the example wants otherwise. */
export function toyFace(
  change: Pick<Face, "face_id" | "image" | "label" | "majority" | "split"> & Partial<Face>,
): Face {
  return {
    votes: 10,
    source: "synthetic",
    identity: null,
    truth: null,
    controls: new Float32Array(0),
    file: "",
    ...change,
  };
}

/** The columns that both tables have, for one net torn between anger and sadness. */
const TORN: Pick<Stimulus, keyof Stimulus & keyof Attempt> = {
  arm: "uncertainty",
  sampler: "gauss-newton",
  class_a: "anger",
  class_b: "sadness",
  further_classes: null,
  guide_1: "vgg-s",
  guide_2: null,
  further_guides: null,
  level: null,
  budget: null,
  validity: 0.5,
  face_score: null,
};

/** A toy stimulus between anger and sadness, on its own, with what the example wants otherwise. */
export function toyStimulus(
  change: Pick<Stimulus, "stimulus_id" | "image" | "p_guide_1" | "p_held_out"> & Partial<Stimulus>,
): Stimulus {
  return {
    ...TORN,
    series: null,
    p_guide_2: null,
    held_out: "mixer-s",
    difficulty: 1,
    match_id: null,
    face_id: null,
    anchor_id: null,
    label: null,
    ...change,
  };
}

/** A toy attempt at such a stimulus. */
export function toyAttempt(
  change: Pick<Attempt, "attempt" | "p_a" | "p_b" | "on_target" | "accepted"> & Partial<Attempt>,
): Attempt {
  return {
    stream: change.attempt,
    ...TORN,
    valid: true,
    held_out_agrees: null,
    ...change,
  };
}
