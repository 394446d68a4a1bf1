import type { RandomStream } from "@limen/random";

/** What a change may use. Pictures are [size × size] in [−1, 1] and must not be written to. */
export interface Given {
  readonly face: Float32Array;
  /** Another face of the same split. */
  readonly other: Float32Array;
  /** (pixels) side of the pictures. */
  readonly size: number;
  /** 0 to 1. */
  readonly strength: number;
  /** The face's own stream. */
  readonly random: RandomStream;
}

/** Gives a new [size × size] picture; values may leave [−1, 1] and are cut off when it is stored. */
export type ChangeFace = (given: Given) => Float32Array;
