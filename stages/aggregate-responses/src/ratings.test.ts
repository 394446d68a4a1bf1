import { join } from "node:path";
import { RandomStream } from "@limen/random";
import { keptTrialsTable, readTable, writeColumns } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { applyExclusions } from "./apply-exclusions.ts";
import { countChoices, countSquares } from "./count-choices.ts";
import { encodeAnswers } from "./encode-answers.ts";
import { keepRows, keptTrials } from "./keep-trials.ts";
import { measureReliability } from "./measure-reliability.ts";
import { pairRepeats } from "./pair-repeats.ts";
import { params as schema } from "./params.ts";
import { pairAgreement } from "./split-entropy.ts";
import { summariseChoices } from "./summarise-choices.ts";
import { TOY_CLASSES, type Trial, toColumns, toGroup, toyTrials } from "./toy-trials.ts";

const CLASSES = ["anger", "fear", "sadness"];
const random = RandomStream.fromSeed(5);
const params = schema.parse({ minTrials: 2, entropyDraws: 100, draws: 100, splits: 5 });

/** A rating of three classes; a class of its own as response, where one is highest. */
function rating(participant_id: string, ratings: readonly number[], change: Partial<Trial> = {}) {
  const top = Math.max(...ratings);
  const highest = CLASSES.filter((_, c) => ratings[c] === top);
  const response = highest.length === 1 ? highest[0]! : null;
  return { participant_id, ratings: Float32Array.from(ratings), response, ...change };
}

test("a rating is one answer, shared out; ties are answers too; repeats are left out of the counts", async () => {
  const trials = [
    rating("p1", [1, 1, 0]),
    rating("p2", [0, 0.25, 0.75]),
    rating("p3", [0, 0, 0]),
    rating("p1", [0, 0, 1], { trial: 9, is_repeat: true }),
    { participant_id: "p4" },
  ];
  const answers = encodeAnswers(await toColumns(trials, CLASSES), new Set());
  const counts = [...countChoices(answers)];
  expect(counts).toEqual([5 / 6, 13 / 12, 13 / 12].map((sum) => expect.closeTo(sum, 12)));
  const pairs = pairRepeats(answers);
  expect([...pairs.agrees]).toEqual([0]);
  const [row] = summariseChoices(answers, pairs, params, "imported", random);
  expect(row).toMatchObject({ n: 3, stimulus_id: "s1" });
  expect([...row!.p]).toEqual([5 / 18, 13 / 36, 13 / 36].map((share) => expect.closeTo(share, 6)));
});

test("agreement of two people who rate: how often two answers drawn from their ratings would name one class", async () => {
  const trials = [rating("p1", [0.5, 0.5, 0]), rating("p2", [0, 0.5, 0.5]), rating("p3", [1, 0, 0])];
  const answers = encodeAnswers(await toColumns(trials, CLASSES), new Set());
  // Pairs: 1 and 2 agree on fear in a quarter, 1 and 3 on anger in a half, 2 and 3 never.
  expect(pairAgreement(countChoices(answers), countSquares(answers))).toBeCloseTo((0.25 + 0.5 + 0) / 3, 12);
});

test("choices written as ratings of one class give the same tables as the choices", async () => {
  const experiment = {
    participants: 20,
    stimuli: 12,
    repeats: 10,
    catches: 0,
    biasSpread: 0.5,
    evidenceSpread: 1.5,
  };
  const choices = toyTrials(experiment, random);
  const ratings = choices.map((trial) => ({
    ...trial,
    ratings: Float32Array.from(TOY_CLASSES, (name) => Number(name === trial.response)),
  }));
  const tables = async (trials: readonly Trial[]) => {
    const answers = encodeAnswers(await toColumns(trials), new Set());
    const pairs = pairRepeats(answers);
    const rows = [
      ...summariseChoices(answers, pairs, params, "simulated", random.split("entropy")),
      ...measureReliability(answers, pairs, params, "simulated", random.split("reliability")),
    ];
    // Sums are taken in another order.
    return rows.map((row) =>
      Object.values(row).map((cell) => (typeof cell === "number" ? cell.toFixed(9) : cell)),
    );
  };
  // Ratings are no nominal data: they have no alpha, but an intraclass correlation.
  const isOwn = (row: readonly unknown[]) => row.includes("choice_alpha") || row.includes("rating_icc");
  const [rated, chosen] = [await tables(ratings), await tables(choices)];
  expect(rated.filter((row) => !isOwn(row))).toEqual(chosen.filter((row) => !isOwn(row)));
  const valueIn = (rows: typeof rated, measure: string) => rows.find((row) => row[0] === measure)![1];
  expect(valueIn(rated, "choice_alpha")).toBeNull();
  expect(valueIn(chosen, "rating_icc")).toBeNull();
  // Of answers that are one class each, and as many a stimulus, both coefficients ask nearly the same.
  expect(Number(valueIn(rated, "rating_icc"))).toBeCloseTo(Number(valueIn(chosen, "choice_alpha")), 1);
});

test("ratings all alike count as one key; a tie is no wrong repeat, but no right catch trial either", async () => {
  const trials = [
    ...Array.from({ length: 8 }, (_, i) =>
      rating("flat", [0.5, 0.5, 0.5], { trial: i, stimulus_id: `s${i}` }),
    ),
    ...Array.from({ length: 8 }, (_, i) =>
      rating("torn", i % 2 ? [1, 1, 0] : [0, 0.25, 0.5], { trial: i, stimulus_id: `s${i}` }),
    ),
    rating("torn", [0.75, 0.5, 0], { trial: 8, stimulus_id: "c1", catch_class: "anger" }),
    rating("flat", [1, 1, 1], { trial: 8, stimulus_id: "c1", catch_class: "anger" }),
  ];
  const columns = await toColumns(
    trials.map((trial) => ({ rt_ms: 3000, ...trial })),
    CLASSES,
  );
  const { rows, excluded } = applyExclusions(columns, params, "imported");
  expect([...excluded]).toEqual(["flat"]);
  expect(rows.filter((row) => row.excluded).map(({ rule, value }) => [rule, value])).toEqual([
    ["catch_accuracy", 0],
    ["one_key", 1],
  ]);
  expect(rows.find((row) => row.participant_id === "torn" && row.rule === "min_trials")!.value).toBe(8);
});

test("kept ratings keep what was rated, also where no class is named", async () => {
  const tied = rating("p1", [1, 1, 0]);
  const missed = { participant_id: "p1" };
  const clear = rating("p2", [0, 0, 0.75], { confidence: 0.5 });
  const filled = [tied, missed, clear].map((trial, i) => ({ ...EMPTY, trial: i, ...trial }));
  const kept = keptTrials(await toColumns(filled, CLASSES), new Set());
  expect([...kept]).toEqual([1, 0, 1]);
  async function* groups() {
    yield toGroup(filled, CLASSES.length);
  }
  const file = join(temporaryDirectory(), "kept.parquet");
  const picked = keepRows(groups(), kept);
  const metadata = { classes: JSON.stringify(CLASSES) };
  await writeColumns(file, keptTrialsTable, withoutOthers(picked), { metadata });
  const { rows } = await readTable(file, keptTrialsTable);
  expect(rows.map(({ ratings, response, confidence }) => [[...ratings!], response, confidence])).toEqual([
    [[1, 1, 0], null, null],
    [[0, 0, 0.75], "sadness", 0.5],
  ]);
});

const EMPTY: Trial = {
  participant_id: "p1",
  trial: 0,
  block: 0,
  stimulus_id: "s1",
  response: null,
  ratings: null,
  confidence: null,
  intensity: null,
  rt_ms: null,
  catch_class: null,
  is_repeat: false,
  selection: null,
  source: "imported",
};

async function* withoutOthers(groups: ReturnType<typeof keepRows>): ReturnType<typeof keepRows> {
  for await (const { rows, columns } of groups) {
    const own = Object.entries(columns).filter(([name]) => name in keptTrialsTable.columns);
    yield { rows, columns: Object.fromEntries(own) as typeof columns };
  }
}
