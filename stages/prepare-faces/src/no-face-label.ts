import { sharesOf } from "./candidate.ts";
import { FERPLUS_VOTES } from "./ferplus-rule.ts";

const NO_FACE = FERPLUS_VOTES.indexOf("NF");

/**
 * The votes for "not a face" and for anything else, in the order of VALIDITY_CLASSES; undefined where nobody saw no
 * face. All votes count as cast: FER+'s authors take a single vote for an outlier, but one person in ten who sees no
 * face in a picture is what this label is about.
 */
export function noFaceLabel(votes: readonly number[]): { label: Float32Array; votes: number } | undefined {
  const total = votes.reduce((sum, count) => sum + count, 0);
  const none = votes[NO_FACE]!;
  return none === 0 ? undefined : { label: sharesOf([none, total - none]), votes: total };
}
