import { expect, test } from "vitest";
import { type Face, onceOverSplits } from "./read-inputs.ts";

const face = (face_id: string, split: string, picture: number): Face => ({
  face_id,
  image: { bytes: Uint8Array.of(picture), path: null },
  label: Float32Array.of(1),
  votes: 1,
  majority: "anger",
  split,
  source: "ferplus",
  identity: null,
  truth: null,
  controls: new Float32Array(),
  file: "",
});

test("a picture of an earlier split is left out of the later ones; repeats within a split stay", () => {
  const faces = [
    face("tested", "test", 1),
    face("learnt", "train", 1),
    face("learnt-again", "train", 1),
    face("own", "test", 2),
    face("chosen", "valid", 3),
    face("tested-too", "test", 3),
  ];
  expect(onceOverSplits(faces).map(({ face_id }) => face_id)).toEqual([
    "learnt",
    "learnt-again",
    "own",
    "chosen",
  ]);
});
