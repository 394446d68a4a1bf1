import { categorical, dirichlet, RandomStream } from "@limen/random";
import { dirichletEntropyMean, entropyBits, mean, spearman } from "@limen/stats";
import { expect, test } from "vitest";
import { encodeAnswers } from "./encode-answers.ts";
import { pairRepeats } from "./pair-repeats.ts";
import { params as schema } from "./params.ts";
import { pairAgreement, splitEntropy } from "./split-entropy.ts";
import { summariseChoices } from "./summarise-choices.ts";
import { summarisePopulation } from "./summarise-population.ts";
import { choiceOf, TOY_CLASSES, type ToyExperiment, toColumns, toyTrials } from "./toy-trials.ts";

const random = RandomStream.fromSeed(11);
const params = schema.parse({ entropyDraws: 300 });

async function choicesOf(experiment: ToyExperiment) {
  const answers = encodeAnswers(await toColumns(toyTrials(experiment, random)), new Set());
  return summariseChoices(answers, pairRepeats(answers), params, "simulated", random.split("entropy"));
}

const alike = { participants: 60, stimuli: 80, repeats: 80, catches: 0, biasSpread: 0, evidenceSpread: 1.5 };

test("shares, counts and entropies are those of first answers", async () => {
  const answer = (participant_id: string, response: string, rt_ms: number | null, is_repeat = false) => ({
    participant_id,
    rt_ms,
    stimulus_id: "s",
    response,
    is_repeat,
  });
  const trials = [
    answer("p1", "anger", 400),
    answer("p2", "fear", 600),
    answer("p3", "fear", null),
    answer("p1", "sadness", 9000, true),
  ];
  const answers = encodeAnswers(await toColumns(trials), new Set());
  const [row] = summariseChoices(answers, pairRepeats(answers), params, "imported", random);
  expect(row).toMatchObject({ stimulus_id: "s", n: 3, within: null, between: null, source: "imported" });
  expect(row!.median_rt_ms).toBe(500);
  expect([...row!.p]).toEqual([1 / 3, 2 / 3, 0, 0, 0].map((p) => expect.closeTo(p, 6)));
  expect(row!.entropy).toBeCloseTo(dirichletEntropyMean([1, 2, 0, 0, 0], 0.4), 12);
  expect(row!.entropy_plugin).toBeCloseTo(entropyBits([1, 2]), 12);
  expect(row!.entropy_low).toBeLessThan(row!.entropy);
  expect(row!.entropy_high).toBeGreaterThan(row!.entropy);
});

test("intervals cover the true entropy as often as they say, when the truth comes from the prior", async () => {
  const stimuli = 400;
  const truths = Array.from({ length: stimuli }, (_, s) =>
    dirichlet(
      random.split("truth").split(s),
      TOY_CLASSES.map(() => params.priorAnswers / TOY_CLASSES.length),
    ),
  );
  const trials = truths.flatMap((p, s) =>
    Array.from({ length: 20 }, (_, person) => ({
      participant_id: `p${person}`,
      stimulus_id: `s${s}`,
      response: TOY_CLASSES[categorical(random.split("answer").split(s).split(person), p)]!,
      is_repeat: false,
    })),
  );
  const answers = encodeAnswers(await toColumns(trials), new Set());
  const rows = summariseChoices(answers, pairRepeats(answers), params, "simulated", random.split("entropy"));
  const covered = rows.filter(
    (row, s) => row.entropy_low <= entropyBits(truths[s]!) && entropyBits(truths[s]!) <= row.entropy_high,
  );
  // 95 %, ± four standard errors
  expect(Math.abs(covered.length / stimuli - 0.95)).toBeLessThan(0.045);
  expect(Math.abs(mean(rows.map((row, s) => row.entropy - entropyBits(truths[s]!)))!)).toBeLessThan(0.05);
});

test("entropies order stimuli as the truth does", async () => {
  const rows = await choicesOf(alike);
  const truth = rows.map((row) =>
    entropyBits(
      choiceOf(
        Number(row.stimulus_id.slice(1)),
        TOY_CLASSES.map(() => 0),
        alike,
        random,
      ),
    ),
  );
  expect(
    spearman(
      truth,
      rows.map((row) => row.entropy),
    )!,
  ).toBeGreaterThan(0.9);
});

test("people who are all alike: nothing lies between them", async () => {
  const between = (await choicesOf(alike)).map((row) => row.between!);
  expect(Math.abs(mean(between)!)).toBeLessThan(0.04);
});

test("people who differ: the part between them is their mutual information, to a tenth of a bit", async () => {
  const experiment = { ...alike, participants: 120, biasSpread: 1 };
  const rows = await choicesOf(experiment);
  const biases = Array.from({ length: experiment.participants }, (_, person) => {
    const stream = random.split("person").split(person);
    return TOY_CLASSES.map(() => experiment.biasSpread * stream.normal());
  });
  const truth = rows.map((row) => {
    const own = biases.map((bias) => choiceOf(Number(row.stimulus_id.slice(1)), bias, experiment, random));
    const pooled = TOY_CLASSES.map((_, c) => mean(own.map((p) => p[c]!))!);
    return entropyBits(pooled) - mean(own.map((p) => entropyBits(p)))!;
  });
  const found = mean(rows.map((row) => row.between!))!;
  expect(mean(truth)!).toBeGreaterThan(0.2);
  expect(Math.abs(found - mean(truth)!)).toBeLessThan(0.1);
  for (const row of rows) expect(row.within! + row.between!).toBeCloseTo(row.entropy, 12);
});

test("the split: no repeats agree, all agree, nothing to split", async () => {
  expect(splitEntropy(2, { within: 0.25, between: 0.25 })).toEqual({ within: 2, between: 0 });
  expect(splitEntropy(2, { within: 1, between: 0.25 })).toEqual({ within: 0, between: 2 });
  expect(splitEntropy(0.1, { within: 1, between: 1 })).toBeNull();
  expect(pairAgreement([3, 1])).toBeCloseTo(0.5, 12);
  expect(pairAgreement([1])).toBeNull();
});

test("of three showings the first two are a pair, whatever stands between", async () => {
  const answer = (participant_id: string, response: string, is_repeat: boolean) => ({
    participant_id,
    response,
    is_repeat,
  });
  const trials = [
    answer("p", "fear", false),
    answer("q", "anger", true),
    answer("q", "anger", false),
    answer("p", "fear", true),
    answer("q", "fear", true),
    answer("p", "anger", true),
  ];
  const pairs = pairRepeats(encodeAnswers(await toColumns(trials), new Set()));
  expect([...pairs.participant]).toEqual([0, 1]);
  expect([...pairs.agrees]).toEqual([1, 0]);
});

test("a stimulus with only repeats left has no row, and repeats without a first answer no pair", async () => {
  const trials = [{ participant_id: "p", stimulus_id: "s", response: "fear", is_repeat: true }];
  const answers = encodeAnswers(await toColumns(trials), new Set());
  expect(pairRepeats(answers).count).toBe(0);
  expect(summariseChoices(answers, pairRepeats(answers), params, "simulated", random)).toEqual([]);
});

test("what a closed loop chose is in no choice and no measure; its share of the answers is said", async () => {
  const shown = toyTrials({ ...alike, participants: 20, stimuli: 12, repeats: 4 }, random);
  // As a loop would: whom a stimulus is shown to hangs on what they are like, here on what they answer.
  const chosen = shown
    .filter(({ response, is_repeat }) => response === "anger" && !is_repeat)
    .map((trial) => ({ ...trial, participant_id: `other ${trial.participant_id}`, selection: "chosen" }));
  const small = schema.parse({ entropyDraws: 100, draws: 100, splits: 5 });
  const summary = async (rows: Parameters<typeof toColumns>[0]) =>
    summarisePopulation(await toColumns(rows), new Set(), small, "simulated", random.split("population"));
  const dealt = await summary(shown.map((trial) => ({ ...trial, selection: "random" })));
  const both = await summary([...shown, ...chosen]);
  expect(both.choices).toEqual(dealt.choices);
  expect(both.reliability.slice(0, -1)).toEqual(dealt.reliability);
  expect(both.reliability.at(-1)).toMatchObject({
    measure: "chosen_share",
    value: chosen.length / (shown.length + chosen.length),
    n: shown.length + chosen.length,
    unit: "trials",
  });
});
