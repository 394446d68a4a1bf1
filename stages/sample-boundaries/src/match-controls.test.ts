import { expect, test } from "vitest";
import { lookOf, matchControls } from "./match-controls.ts";

const look = (luminance: number, contrast = 10, validity = 0.5) => ({ luminance, contrast, validity });
const anyone = () => true;

test("the look of an image is the mean and the spread of its pixels", () => {
  expect(lookOf({ pixels: Uint8Array.of(10, 30), validity: 0.3 })).toEqual(look(20, 10, 0.3));
});

test("each stimulus gets the nearest control that nobody has, and none when they run out", () => {
  const candidates = [90, 105, 101].map((luminance) => ({ look: look(luminance), fits: anyone }));
  expect(matchControls([look(100), look(100), look(100), look(100)], candidates, 1)).toEqual([
    [2],
    [1],
    [0],
    [],
  ]);
  expect(matchControls([look(100)], candidates, 2)).toEqual([[2, 1]]);
  expect(matchControls([look(100), look(100)], candidates, 1, [1, 0])).toEqual([[1], [2]]);
});

test("validity is matched too", () => {
  const candidates = [0.1, 0.9].map((validity) => ({ look: look(100, 10, validity), fits: anyone }));
  expect(matchControls([look(100, 10, 0.8)], candidates, 1)).toEqual([[1]]);
});

test("luminance and contrast weigh alike, and only fitting candidates count", () => {
  const candidates = [
    { look: look(100, 50), fits: anyone },
    { look: look(140, 10), fits: anyone },
    { look: look(100, 10), fits: (stimulus: number) => stimulus === 1 },
  ];
  const [first, second] = matchControls([look(100, 12), look(100, 10)], candidates, 1);
  expect(second).toEqual([2]);
  expect(first).toHaveLength(1);
});
