import type { Spent } from "@limen/diffusion";
import { heldOutAgrees } from "@limen/tables";
import { aimOf } from "./aims.ts";
import type { Attempt, Block } from "./attempt.ts";
import type { Drawn } from "./draw-block.ts";
import { answersOf, faceScoresOf, validityOf } from "./judge.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";

/** An attempt, its image and everything that is said about it. Plain data: blocks are kept on disk. */
export interface Judged {
  readonly attempt: Attempt;
  readonly pixels: Uint8Array;
  readonly spent: Spent;
  /** Answers of the attempt's guides, in order. */
  readonly answers: readonly Float32Array[];
  readonly heldOut: Float32Array;
  readonly validity: number;
  /** p(face) of the validity net; null without one. */
  readonly faceScore: number | null;
  readonly onTarget: boolean;
  readonly valid: boolean;
  /** Arms torn between classes, and unguided samples to compare with; null for the controversial and confident arms. */
  readonly heldOutAgrees: boolean | null;
}

/** Applies the filters: the arm's target in the guides, and both measures of validity. */
export function judgeBlock(nets: Nets, params: SamplingParams, block: Block, drawn: Drawn): Judged[] {
  const guides = (block[0]?.guides ?? []).map((guide) => nets.guides[guide]!);
  const answers = guides.map((guide) => answersOf(guide, drawn.pixels, nets.size));
  const heldOut = answersOf(nets.heldOut, drawn.pixels, nets.size);
  const validity = validityOf(nets, drawn.pixels);
  const faceScores = faceScoresOf(nets, drawn.pixels);
  return block.map((attempt, image) => {
    const own = answers.map((of) => of[image]!);
    const judge = heldOut[image]!;
    const agrees = heldOutAgrees(judge, attempt.shares);
    return {
      attempt,
      pixels: drawn.pixels[image]!,
      spent: drawn.spent[image]!,
      answers: own,
      heldOut: judge,
      validity: validity[image]!,
      faceScore: faceScores[image]!,
      onTarget: aimOf(attempt, nets.classes.length, params).met(own),
      valid: isValid({ validity: validity[image]!, faceScore: faceScores[image]! }, nets, params),
      heldOutAgrees: attempt.arm === "controversial" || attempt.arm === "confident" ? null : agrees,
    };
  });
}

/** Both measures of validity, for samples and for real faces alike. */
export function isValid(
  { validity, faceScore }: Pick<Judged, "validity" | "faceScore">,
  { faceModel }: Pick<Nets, "faceModel">,
  { minValidity }: SamplingParams,
): boolean {
  return validity >= minValidity && (faceScore === null || faceScore >= faceModel!.threshold);
}

export function isAccepted(judged: Judged): boolean {
  return judged.onTarget && judged.valid;
}
