import type { EvaluationLedger, Guide, NoiseSource } from "@limen/diffusion";
import type { Aim } from "./aims.ts";
import type { Block } from "./attempt.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";

/** A block that is being drawn. */
export interface Drawing {
  readonly nets: Nets;
  readonly params: SamplingParams;
  readonly block: Block;
  /** The nets that guide this block. */
  readonly guides: readonly Guide[];
  /** What each attempt wants of them. */
  readonly aims: readonly Aim[];
  /** The real faces that the attempts start from (pixels in [-1, 1]); empty: they start from noise. */
  readonly anchors: readonly Float32Array[];
  /** The noise of those attempts (all by default) from its beginning: every source made gives the same. */
  readonly newNoise: (attempts?: readonly number[]) => NoiseSource;
  readonly ledger: EvaluationLedger;
}
