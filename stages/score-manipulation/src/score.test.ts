import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { toyTarget, toyTrial } from "./example.ts";
import { pairAnswers } from "./pair-answers.ts";
import { params } from "./params.ts";
import { summarise } from "./summarise.ts";

const CLASSES = ["anger", "fear", "sadness"];
const random = RandomStream.fromSeed(5);
const settings = params.parse({ draws: 200, permutations: 500 });

/** Targets of stimuli of one pair: a is to say anger, b fear. */
const targetsOf = (a: string, b: string, stimuli: readonly string[]) =>
  stimuli.flatMap((id) => [toyTarget(id, a, b, "anger", "fear"), toyTarget(id, b, a, "fear", "anger")]);

test("each stimulus has one outcome: both, one, the other way round, none, or missing", () => {
  const said: readonly (readonly [string | null, string | null, string])[] = [
    ["anger", "fear", "success"],
    ["anger", "anger", "bias"],
    ["sadness", "fear", "bias"],
    ["fear", "anger", "reversed"],
    ["fear", "sadness", "failure"],
    ["anger", null, "missing"],
  ];
  const ids = said.map((_, index) => `s${index}`);
  const trials = said.flatMap(([a, b], index) => [
    toyTrial("a", ids[index]!, a),
    ...(b === null ? [] : [toyTrial("b", ids[index]!, b)]),
  ]);
  const outcomes = pairAnswers(targetsOf("a", "b", ids), trials);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(said.map(([, , outcome]) => outcome));
  const [all, pair] = summarise(outcomes, CLASSES, settings, random);
  expect(all).toMatchObject({
    stimuli: 5,
    missing: 1,
    success: 1,
    bias: 2,
    failure: 2,
    reversed: 1,
    ratio: 0.5,
  });
  expect(pair).toMatchObject({
    scope: "pair",
    pair: "a & b",
    ratio: 0.5,
    p_pairs: null,
    source: "simulated",
  });
});

test("a repeat does not count, and the first answer of several does", () => {
  const trials = [
    { ...toyTrial("a", "s", "sadness"), is_repeat: true },
    toyTrial("a", "s", "anger"),
    toyTrial("a", "s", "fear"),
    toyTrial("b", "s", "fear"),
  ];
  expect(pairAnswers(targetsOf("a", "b", ["s"]), trials)[0]).toMatchObject({
    answer_a: "anger",
    outcome: "success",
  });
});

test("eight pairs that all answer as meant are found, by pairs and by stimuli; the opposite is not", () => {
  const round = (first: string, second: string) => {
    const pairs = Array.from({ length: 8 }, (_, k) => [`a${k}`, `b${k}`] as const);
    const targets = pairs.flatMap(([a, b], k) => targetsOf(a, b, [`s${k}-0`, `s${k}-1`]));
    const trials = targets.map(({ participant_id, stimulus_id }) =>
      toyTrial(participant_id, stimulus_id, participant_id.startsWith("a") ? first : second),
    );
    return summarise(pairAnswers(targets, trials), CLASSES, settings, random)[0]!;
  };
  const meant = round("anger", "fear");
  expect(meant).toMatchObject({
    pairs: 8,
    success: 16,
    ratio: 1,
    p_pairs: 1 / 256,
    p_least: 1 / 256,
  });
  expect(meant.p_stimuli).toBeCloseTo(2 ** -16, 12);
  expect(meant.predicted).toBeCloseTo(0.75 ** 2 / (0.75 ** 2 + 0.125 ** 2), 6);
  // All alike: as sure as eight pairs can make one, not as sixteen faces.
  expect(meant.low).toBeGreaterThan(0.6);
  expect(meant.low).toBeLessThan(0.75);
  const opposite = round("fear", "anger");
  expect(opposite).toMatchObject({ ratio: 0, p_pairs: 1, p_stimuli: 1 });
});

test("nobody answered, or nobody split a face: nulls and a reason, never NaN", () => {
  const targets = targetsOf("a", "b", ["s"]);
  const [none] = summarise(pairAnswers(targets, []), CLASSES, settings, random);
  expect(none).toMatchObject({
    pairs: 0,
    stimuli: 0,
    missing: 1,
    ratio: null,
    p_stimuli: null,
    source: "none",
  });
  const same = [toyTrial("a", "s", "anger"), toyTrial("b", "s", "anger")];
  const [alike] = summarise(pairAnswers(targets, same), CLASSES, settings, random);
  expect(alike).toMatchObject({ bias: 1, ratio: null, low: null, p_pairs: null });
  expect(alike!.test).toMatch(/^not tested/);
  for (const value of Object.values(alike!)) expect(value).not.toBeNaN();
  expect(summarise([], CLASSES, settings, random)).toEqual([]);
});

test("targets that are no pair are refused by name", () => {
  const [first] = targetsOf("a", "b", ["s"]);
  expect(() => pairAnswers([first!], [])).toThrow(/stimulus s has 1 targets in the pair "a & b"/);
});
