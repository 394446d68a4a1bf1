import { expect, test } from "vitest";
import { shownFaces, stimulusClasses, stimulusGuides } from "./stimulus-columns.ts";

test("classes and guides are the first two, then those that are joined by commas", () => {
  const pair = { class_a: "anger", class_b: "fear", further_classes: null };
  expect(stimulusClasses(pair)).toEqual(["anger", "fear"]);
  expect(stimulusClasses({ ...pair, further_classes: "sadness,disgust" })).toEqual([
    "anger",
    "fear",
    "sadness",
    "disgust",
  ]);
  const one = { guide_1: "vgg-s", guide_2: null, further_guides: null };
  expect(stimulusGuides(one)).toEqual(["vgg-s"]);
  expect(stimulusGuides({ ...one, guide_2: "resnet-s", further_guides: "vit-s" })).toEqual([
    "vgg-s",
    "resnet-s",
    "vit-s",
  ]);
  expect(stimulusGuides({ ...one, guide_1: null })).toEqual([]);
});

test("shown are the real faces that are stimuli, and those under them, each once", () => {
  const drawn = { face_id: null, anchor_id: null };
  expect(
    shownFaces([drawn, { ...drawn, face_id: "a" }, { ...drawn, anchor_id: "b" }, { ...drawn, face_id: "b" }]),
  ).toEqual(new Set(["a", "b"]));
});
