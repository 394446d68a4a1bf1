import { expect, test } from "vitest";
import { intraclassCorrelations, krippendorffAlpha, krippendorffParts } from "./index.ts";

/** Counts of each class at each unit, from one line a rater; a dot is a missing answer. */
function countsOf(raters: readonly string[], classes: string): number[][] {
  return Array.from({ length: raters[0]!.length }, (_, unit) =>
    Array.from(classes, (name) => raters.filter((answers) => answers[unit] === name).length),
  );
}

test("Krippendorff's worked example: four observers, twelve units, answers missing", () => {
  // Krippendorff (2011), Computing Krippendorff's alpha-reliability, part C: nominal alpha = .743.
  const observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
  expect(krippendorffAlpha(krippendorffParts(countsOf(observers, "12345")))).toBeCloseTo(0.743, 3);
});

test("Krippendorff's worked example of two observers and no missing answer", () => {
  // The same paper, part B: nominal alpha = .692.
  const observers = ["aabbdcccedda", "babbbccceddd"];
  expect(krippendorffAlpha(krippendorffParts(countsOf(observers, "abcde")))).toBeCloseTo(0.692, 3);
});

test("weights count an item so many times", () => {
  const [a, b] = [
    [3, 1, 0],
    [0, 2, 5],
  ];
  const weighted = krippendorffAlpha(krippendorffParts([a!, b!, [1, 0, 0]]), [2, 1]);
  expect(weighted).toBeCloseTo(krippendorffAlpha(krippendorffParts([a!, a!, b!]))!, 12);
});

test("intraclass correlations of Shrout and Fleiss's example", () => {
  // Shrout and Fleiss (1979), tables 2 and 4: six targets, four judges.
  const found = intraclassCorrelations([
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ]);
  const rounded = Object.fromEntries(Object.entries(found).map(([name, value]) => [name, value!.toFixed(2)]));
  expect(rounded).toEqual({
    oneWay: "0.17",
    agreement: "0.29",
    consistency: "0.71",
    oneWayMean: "0.44",
    agreementMean: "0.62",
    consistencyMean: "0.91",
  });
});

test("intraclass correlations are not defined for one rater, one target or ratings that never vary", () => {
  for (const ratings of [
    [[1], [2]],
    [[1, 2]],
    [
      [3, 3],
      [3, 3],
    ],
    [],
  ]) {
    expect(Object.values(intraclassCorrelations(ratings))).toEqual(new Array(6).fill(null));
  }
  expect(() => intraclassCorrelations([[1, 2], [1]])).toThrow("every rater");
});
