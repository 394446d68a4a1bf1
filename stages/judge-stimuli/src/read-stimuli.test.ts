import { expect, test } from "vitest";
import { sharesOf } from "./read-stimuli.ts";

const classes = ["calm", "glad", "sad", "cross"];
const row = { class_a: "glad", class_b: "sad", further_classes: null, level: null };
const shares = (change: object) => sharesOf({ ...row, ...change }, classes).map(({ share }) => share);

test("classes share evenly where no level says otherwise; the level is the first one's", () => {
  expect(sharesOf(row, classes)).toEqual([
    { index: 1, share: 0.5 },
    { index: 2, share: 0.5 },
  ]);
  expect(shares({ level: 0.25 })).toEqual([0.25, 0.75]);
  for (const share of shares({ further_classes: "calm,cross", level: 0.25 })) expect(share).toBeCloseTo(0.25);
});
