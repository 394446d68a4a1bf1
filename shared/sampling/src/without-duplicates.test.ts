import { expect, test } from "vitest";
import type { Judged } from "./judge-block.ts";
import { withoutDuplicates } from "./without-duplicates.ts";

const SIDE = 8;
/** A bright spot; another seed puts it elsewhere. */
const picture = (seed: number, light = 0) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i % (SIDE + 1) === seed ? 200 : 40) + light);

const judged = (index: number, pixels: Uint8Array, stream = index, classes = [0, 1]): Judged => ({
  attempt: {
    index,
    stream,
    arm: "uncertainty",
    shares: classes.map((of) => ({ index: of, share: 0.5 })),
    guides: [0],
  },
  pixels,
  spent: { priorForward: 0, priorBackward: 0, guideForward: 0, guideBackward: 0, gflop: 0 },
  answers: [],
  heldOut: new Float32Array(),
  validity: 1,
  faceScore: null,
  onTarget: true,
  valid: true,
  heldOutAgrees: null,
});

test("a picture that the set has is left out, also when only its light differs", () => {
  const all = [judged(0, picture(1)), judged(1, picture(1, 5)), judged(2, picture(4))];
  expect(withoutDuplicates(all).map(({ attempt }) => attempt.index)).toEqual([0, 2]);
});

test("faces of a series and of other classes stay", () => {
  const all = [judged(0, picture(1)), judged(1, picture(1), 0), judged(2, picture(1), 2, [1, 2])];
  expect(withoutDuplicates(all)).toHaveLength(3);
});
