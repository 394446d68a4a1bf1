import { expect, test } from "vitest";
import { intraclassCorrelation, krippendorffAlpha, krippendorffParts } from "./index.ts";

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

/** Targets of rows of ratings on one scale. */
function targetsOf(rows: readonly (readonly number[])[]) {
  return rows.map((row) => ({
    ratings: row.length,
    sums: [row.reduce((a, b) => a + b, 0)],
    squares: [row.reduce((a, b) => a + b * b, 0)],
  }));
}

// Shrout and Fleiss (1979), table 2: six targets, four judges.
const JUDGED = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
];

test("the intraclass correlation of Shrout and Fleiss's example", () => {
  // Their table 4: ICC(1,1) = .17.
  expect(intraclassCorrelation(targetsOf(JUDGED))).toBeCloseTo(0.17, 2);
  const twoScales = targetsOf(JUDGED).map(({ ratings, sums, squares }) => ({
    ratings,
    sums: [sums[0]!, sums[0]!],
    squares: [squares[0]!, squares[0]!],
  }));
  expect(intraclassCorrelation(twoScales)).toBeCloseTo(intraclassCorrelation(targetsOf(JUDGED))!, 12);
});

test("with unequal numbers of raters the intraclass correlation is that of the unbalanced analysis of variance", () => {
  // By hand, of (1, 2, 3) and (5, 7): between 3·2² + 2·6² − 18²/5, within (2 + 2) / 3, n₀ = 5 − 13/5.
  const [between, within, typical] = [19.2, 4 / 3, 2.4];
  const wanted = (between - within) / (between + (typical - 1) * within);
  expect(
    intraclassCorrelation(
      targetsOf([
        [1, 2, 3],
        [5, 7],
      ]),
    ),
  ).toBeCloseTo(wanted, 12);
});

test("weights count a rated target so many times", () => {
  const [a, b, c] = JUDGED;
  const twice = intraclassCorrelation(targetsOf([a!, a!, b!]));
  expect(intraclassCorrelation(targetsOf([a!, b!, c!]), [2, 1, 0])).toBeCloseTo(twice!, 12);
});

test("the intraclass correlation is not defined for one target, single ratings, or ratings that never vary", () => {
  for (const rows of [
    [[1, 2]],
    [[1], [2]],
    [
      [3, 3],
      [3, 3],
    ],
    [],
  ]) {
    expect(intraclassCorrelation(targetsOf(rows))).toBeNull();
  }
});
