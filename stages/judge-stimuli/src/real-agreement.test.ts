import { expect, test } from "vitest";
import type { Nets } from "./load-nets.ts";
import type { Stimulus } from "./read-stimuli.ts";
import { realAgreement } from "./real-agreement.ts";

const SURE = [0.9, 0.05, 0.05];
const TORN = [0.45, 0.45, 0.1];
const OTHER = [0.1, 0.45, 0.45];

/** A net that gives these answers, whatever it is shown. */
function saying(answers: readonly (readonly number[])[]) {
  return { probabilitiesOf: () => answers.map((answer) => Float64Array.from(answer)) };
}

const faces = { count: 4, size: 1, pixels: new Float32Array(4) };
const nets = {
  guides: new Map([
    ["one", saying([TORN, TORN, SURE, OTHER])],
    ["two", saying([TORN, SURE, TORN, OTHER])],
  ]),
  // Agrees on the first face and the last.
  heldOut: saying([TORN, SURE, SURE, OTHER]),
} as unknown as Nets;
const choicesOf = realAgreement(faces, nets);

function stimulus(guides: readonly string[], over: Partial<Stimulus> = {}): Stimulus {
  const shares = [0, 1].map((index) => ({ index, share: 0.5 }));
  const rest = { sampler: "none", a: 0, b: 1, validity: 1, natural: [] };
  return { id: "a", arm: "uncertainty", shares, apart: false, guides, ...rest, ...over };
}

const between = [1, 2].map((index) => ({ index, share: 0.5 }));

test("finds real faces on which all guides of a stimulus are torn between its classes", () => {
  const realOf = (one: Stimulus) => choicesOf([one])[0]!.real;
  expect(realOf(stimulus(["one"]))).toEqual([true, false]);
  expect(realOf(stimulus(["two"]))).toEqual([true, false]);
  expect(realOf(stimulus(["one", "two"], { arm: "consensus" }))).toEqual([true]);
  expect(realOf(stimulus(["one"], { shares: between }))).toEqual([true]);
});

test("keeps choices of classes apart, and counts the same guides once, however many stimuli have them", () => {
  const stimuli = [
    stimulus(["one"]),
    stimulus(["one"], { shares: between }),
    stimulus(["one"]),
    stimulus(["two"]),
  ];
  expect(choicesOf(stimuli)).toEqual([
    { places: [0, 2, 3], real: [true, false, true, false] },
    { places: [1], real: [true] },
  ]);
});

test("controls and guides that are to disagree have no choice", () => {
  expect(choicesOf([stimulus(["one"], { arm: "unguided" })])).toEqual([]);
  expect(choicesOf([stimulus(["one", "two"], { arm: "controversial", apart: true })])).toEqual([]);
});
