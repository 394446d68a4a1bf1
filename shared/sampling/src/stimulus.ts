import { createHash } from "node:crypto";
import type { Judged } from "./judge-block.ts";
import type { NaturalFace } from "./read-natural.ts";

/** A face that will be shown: a boundary stimulus, or a control that stands beside one. */
export interface Stimulus {
  readonly id: string;
  readonly pixels: Uint8Array;
  /** The boundary stimulus; for controls, the one matched to. */
  readonly boundary: Judged;
  readonly match: string | null;
  /** The real face that it is, or that it started from. */
  readonly face: NaturalFace | undefined;
  /** What was drawn; undefined for real faces. */
  readonly judged: Judged | undefined;
}

/**
 * The arm, the attempt's number, and the beginning of the picture's SHA-256: answers that people gave to an earlier
 * picture of the same number are then not taken for answers to this one.
 */
export function stimulusId({ attempt, pixels }: Judged): string {
  const picture = createHash("sha256").update(pixels).digest("hex").slice(0, 8);
  return `${attempt.arm}-${String(attempt.index).padStart(6, "0")}-${picture}`;
}
