import { entropyBits } from "@limen/stats";
import type { Row } from "@limen/tables/spec";
import type { facesTable, stimuliTable } from "@limen/tables/specs";

/**
 * A real face as a stimulus of the natural arm. Nothing guided it, so both places of a guide's answer hold what the
 * judging net sees; its pair are the two classes with most votes. It is a real face: validity is 1.
 */
export function naturalStimulus(
  face: Row<typeof facesTable>,
  classes: readonly string[],
  net: string,
  seen: Float32Array,
): Row<typeof stimuliTable> {
  const [first, second] = classes
    .map((name, index) => ({ name, share: face.label[index]! }))
    .sort((a, b) => b.share - a.share);
  return {
    stimulus_id: face.face_id,
    image: face.image,
    arm: "natural",
    sampler: "none",
    class_a: first!.name,
    class_b: second!.name,
    guide_1: null,
    guide_2: null,
    further_classes: null,
    further_guides: null,
    level: null,
    budget: null,
    series: null,
    p_guide_1: seen,
    p_guide_2: null,
    p_held_out: seen,
    held_out: net,
    validity: 1,
    face_score: null,
    difficulty: entropyBits(seen),
    match_id: null,
    face_id: face.face_id,
    anchor_id: null,
    label: face.label,
  };
}
