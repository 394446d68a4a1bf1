import { categorical, RandomStream } from "@limen/random";
import { crossEntropy, mean } from "@limen/stats";
import { expect, test } from "vitest";
import { answersByStimulus, countChoices } from "./count-choices.ts";
import { encodeAnswers } from "./encode-answers.ts";
import { accuracyCeiling, likelihoodCeiling } from "./measure-ceilings.ts";
import { measureReliability } from "./measure-reliability.ts";
import { pairRepeats } from "./pair-repeats.ts";
import { params as schema } from "./params.ts";
import { choiceOf, TOY_CLASSES, type ToyExperiment, toColumns, toyTrials } from "./toy-trials.ts";

const random = RandomStream.fromSeed(21);
const params = schema.parse({ splits: 20, draws: 200 });
const base = { participants: 40, stimuli: 60, repeats: 20, catches: 0, biasSpread: 0, evidenceSpread: 1.5 };

async function reliabilityOf(experiment: ToyExperiment) {
  const answers = encodeAnswers(await toColumns(toyTrials(experiment, random)), new Set());
  return tableOf(answers);
}

function tableOf(answers: ReturnType<typeof encodeAnswers>) {
  const rows = measureReliability(
    answers,
    pairRepeats(answers),
    params,
    "simulated",
    random.split("reliability"),
  );
  return Object.fromEntries(rows.map((row) => [row.measure, row]));
}

test("many answers make entropies reliable", async () => {
  const found = await reliabilityOf({ ...base, participants: 400 });
  expect(found.entropy_spearman_brown!.value).toBeGreaterThan(0.95);
  expect(found.entropy_ceiling!.value).toBeCloseTo(Math.sqrt(found.entropy_spearman_brown!.value!), 12);
  expect(found.entropy_split_half!.low).toBeLessThan(found.entropy_split_half!.value!);
  expect(found.entropy_split_half!.high).toBeGreaterThan(found.entropy_split_half!.value!);
  expect(found.entropy_split_half!.n).toBe(60);
});

test("answers without relation to the stimuli make reliability zero", async () => {
  const trials = Array.from({ length: 30 * 200 }, (_, i) => ({
    participant_id: `p${i % 30}`,
    stimulus_id: `s${Math.floor(i / 30)}`,
    response: TOY_CLASSES[categorical(random.split(i), [4, 2, 1, 1, 1])]!,
    is_repeat: false,
  }));
  const found = tableOf(encodeAnswers(await toColumns(trials), new Set()));
  expect(Math.abs(found.entropy_split_half!.value!)).toBeLessThan(0.2);
  expect(found.choice_agreement_within!.value).toBeNull();
  expect(found.choice_agreement_between_repeated!.value).toBeNull();
});

test("Spearman–Brown from half the answers foretells the correlation of two whole samples", async () => {
  const half = (await reliabilityOf({ ...base, stimuli: 300, participants: 20 })).entropy_spearman_brown!
    .value!;
  const whole = (await reliabilityOf({ ...base, stimuli: 300, participants: 40 })).entropy_split_half!.value!;
  expect(Math.abs(half - whole)).toBeLessThan(0.06);
});

test("people agree with themselves more than with others only when they differ", async () => {
  const alike = await reliabilityOf({ ...base, participants: 150 });
  const gap = (found: typeof alike) =>
    found.choice_agreement_within!.value! - found.choice_agreement_between_repeated!.value!;
  expect(Math.abs(gap(alike))).toBeLessThan(0.03);
  expect(gap(await reliabilityOf({ ...base, participants: 150, biasSpread: 1.2 }))).toBeGreaterThan(0.1);
  expect(alike.choice_agreement_within!.n).toBe(150 * 20);
});

test("the ceilings come near to what the true distribution scores", async () => {
  const found = await reliabilityOf({ ...base, participants: 200 });
  const truths = Array.from({ length: base.stimuli }, (_, s) =>
    choiceOf(
      s,
      TOY_CLASSES.map(() => 0),
      base,
      random,
    ),
  );
  const best = mean(truths.map((p) => Math.max(...p)))!;
  const entropy = mean(truths.map((p) => crossEntropy(p, p)))!;
  expect(Math.abs(found.accuracy_ceiling!.value! - best)).toBeLessThan(0.03);
  expect(Math.abs(found.likelihood_ceiling!.value! - entropy)).toBeLessThan(0.04);
  expect(found.likelihood_ceiling!.n).toBe(200 * base.stimuli);
});

test("ceilings leave the answer itself out", async () => {
  // Two answers that differ: neither is foretold by the other.
  expect((await ceilings([1, 1, 0])).accuracy).toEqual([{ numerator: 0, denominator: 2 }]);
  expect((await ceilings([2, 0, 0])).accuracy).toEqual([{ numerator: 2, denominator: 2 }]);
  // 2, 1, 1: each of the pair faces a three-way tie of ones; the single ones face a majority of two.
  expect((await ceilings([2, 1, 1])).accuracy[0]!.numerator).toBeCloseTo(2 / 3, 12);
  expect((await ceilings([1, 0, 0])).accuracy).toEqual([]);
  expect((await ceilings([1, 1, 0])).likelihood[0]!.numerator).toBeGreaterThan(2 * Math.LN2);
});

/** Of so many choices of each class at one stimulus. */
async function ceilings(counts: readonly number[]) {
  const trials = counts.flatMap((count, c) =>
    Array.from({ length: count }, (_, i) => ({
      participant_id: `p${c}-${i}`,
      response: TOY_CLASSES[c]!,
    })),
  );
  const answers = encodeAnswers(await toColumns(trials), new Set());
  const sums = countChoices(answers);
  const given = answersByStimulus(answers, sums);
  return { accuracy: accuracyCeiling(sums, given), likelihood: likelihoodCeiling(sums, given) };
}
