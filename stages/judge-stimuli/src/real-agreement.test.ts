import { expect, test } from "vitest";
import type { Nets } from "./load-nets.ts";
import type { Stimulus } from "./read-stimuli.ts";
import { realAgreement } from "./real-agreement.ts";

const SURE = [0.9, 0.05, 0.05];
const TORN = [0.45, 0.45, 0.1];
const OTHER = [0.1, 0.45, 0.45];

/** A net that gives these answers, whatever it is shown. */
function saying(answers: readonly (readonly number[])[]) {
  const logits = Float32Array.from(answers.flat(), Math.log);
  return { config: { temperature: 1 }, logitsOf: () => logits };
}

const faces = { count: 4, size: 1, pixels: new Float32Array(4) };
const nets = {
  guides: new Map([
    ["one", saying([TORN, TORN, SURE, OTHER])],
    ["two", saying([TORN, SURE, TORN, OTHER])],
  ]),
} as unknown as Nets;
/** The held-out net agrees on the first face and the last. */
const agrees = realAgreement(faces, [TORN, SURE, SURE, OTHER], nets);

function stimulus(guides: readonly string[], over: Partial<Stimulus> = {}): Stimulus {
  const shares = [0, 1].map((index) => ({ index, share: 0.5 }));
  const rest = { sampler: "none", a: 0, b: 1, validity: 1, natural: [] };
  return { id: "a", arm: "uncertainty", shares, apart: false, guides, ...rest, ...over };
}

test("counts real faces on which all guides of a stimulus are torn between its classes", () => {
  expect(agrees([stimulus(["one"])])).toEqual([true, false]);
  expect(agrees([stimulus(["two"])])).toEqual([true, false]);
  expect(agrees([stimulus(["one", "two"], { arm: "consensus" })])).toEqual([true]);
  const between = [1, 2].map((index) => ({ index, share: 0.5 }));
  expect(agrees([stimulus(["one"], { shares: between })])).toEqual([true]);
});

test("the same choice counts once, however many stimuli have it; controls and guides apart have none", () => {
  expect(agrees([stimulus(["one"]), stimulus(["one"]), stimulus(["two"])])).toHaveLength(4);
  expect(agrees([stimulus(["one"], { arm: "unguided" })])).toEqual([]);
  expect(agrees([stimulus(["one", "two"], { arm: "controversial", apart: true })])).toEqual([]);
});
