import { RandomStream } from "@limen/random";
import { mean, pearson } from "@limen/stats";
import { expect, test } from "vitest";
import { logSoftmaxRows } from "./log-softmax.ts";
import { climbToyLadder, gainsOf } from "./toy-ladder.ts";
import { makeToyWorld, type ToyWorldOptions } from "./toy-world.ts";

const world = (seed: number, options: Partial<ToyWorldOptions> = {}) =>
  makeToyWorld(
    { stimuli: 150, people: 40, trialsEach: 330, biasSpread: 0.8, ...options },
    RandomStream.fromSeed(seed).split("world"),
  );

/** What everybody sees, as the group model. */
const seen = ({ scores, classes }: ReturnType<typeof world>, distort = 1) =>
  logSoftmaxRows(
    scores.map((score) => score * distort),
    classes.length,
  );

test("known criteria are recovered and predict answers to new stimuli, on every rung", () => {
  const w1 = world(1);
  const { aligned, scores, encoded } = climbToyLadder(w1, 1, { groupLogP: seen(w1) });
  expect(mean(aligned.trainRows.map((rows) => rows.length))).toBeGreaterThan(180);
  const model = aligned.models.find((m) => m.name === "individual_bias_slope")!;
  const found = encoded.participants.flatMap((_, p) => [...model.fits[p]!.parameters!.subarray(0, 5)]);
  const truth = w1.biases.flatMap((bias) => [...bias]);
  expect(pearson(found, truth)).toBeGreaterThan(0.8);
  const gain = (name: string) => mean(gainsOf(scores, name))!;
  for (const rung of aligned.rungs) {
    const least = rung.name === "individual_cluster" ? 0.03 : 0.75 * gain("oracle");
    expect([rung.name, gain(rung.name) > least]).toEqual([rung.name, true]);
  }
  expect(gain("other_person")).toBeLessThan(0);
  expect(gain("permuted_labels")).toBeLessThan(0.01);
});

test("all alike, but a group model that is off as a whole: mending it is not counted as individuality", () => {
  const alike = world(3, { biasSpread: 0 });
  const { aligned, scores } = climbToyLadder(alike, 3, { groupLogP: seen(alike, 1.8) });
  for (const { name } of aligned.models) {
    expect([name, Math.abs(mean(gainsOf(scores, name))!) < 0.01]).toEqual([name, true]);
  }
});

test("held-out answers never influence a fit", () => {
  const w1 = world(4, { people: 12, trialsEach: 120 });
  const groupLogP = seen(w1);
  const first = climbToyLadder(w1, 4, { groupLogP });
  const role = first.split.role;
  // encodeTrials orders by participant and trial, and so does the toy world.
  const trials = w1.trials.map((row, t) => (role[t] === 0 ? row : { ...row, response: w1.classes[0]! }));
  expect(trials).not.toEqual(w1.trials);
  const second = climbToyLadder(w1, 4, { groupLogP, trials });
  const parameters = ({ aligned }: typeof first) =>
    aligned.models.map(({ name, fits }) => [name, fits.map((fit) => [fit?.setting, fit?.parameters])]);
  expect(parameters(second)).toEqual(parameters(first));
  expect(second.scores).not.toEqual(first.scores);
});

test("new people teach the ladder nothing: their answers change no fit but their own", () => {
  const w1 = world(9, { people: 16, trialsEach: 120 });
  const groupLogP = seen(w1);
  const first = climbToyLadder(w1, 9, { groupLogP });
  const isNew = new Set(first.encoded.participants.filter((_, p) => first.split.newPerson[p] === 1));
  expect(isNew.size).toBe(4);
  const trials = w1.trials.map((row) =>
    isNew.has(row.participant_id) ? { ...row, response: w1.classes[row.trial % 5]! } : row,
  );
  const second = climbToyLadder(w1, 9, { groupLogP, trials });
  first.aligned.rungs.forEach((rung, r) => {
    const fitsOf = (run: typeof first) =>
      run.aligned.models[r]!.fits.filter((_, p) => run.split.newPerson[p] === 0).map(
        (fit) => fit!.parameters,
      );
    expect([rung.name, fitsOf(second)]).toEqual([rung.name, fitsOf(first)]);
  });
});

test("people with too few trials get the group model, and the row says that nothing was fitted", () => {
  const w1 = world(5, { people: 8, trialsEach: 120 });
  const trials = w1.trials.filter((row) => row.participant_id !== "p000" || row.trial < 20);
  const { aligned, scores } = climbToyLadder(w1, 5, { trials, groupLogP: seen(w1) });
  expect(aligned.models.every((model) => model.fits[0] === undefined)).toBe(true);
  const rows = scores.filter((row) => row.participant_id === "p000" && row.stimuli === "new");
  expect(new Set(rows.filter((row) => row.model !== "oracle").map((row) => row.nats)).size).toBe(1);
  expect(rows.every((row) => row.train_trials === 0)).toBe(true);
  expect(scores.every((row) => Number.isFinite(row.nats) && Number.isFinite(row.accuracy))).toBe(true);
});

test.each([
  ["one participant", { people: 1, trialsEach: 100 }],
  ["two classes", { classes: 2, people: 8, trialsEach: 120 }],
  ["twelve classes", { classes: 12, people: 8, trialsEach: 160 }],
])("%s, one of whom always presses one key: finite numbers", (_, options) => {
  const w1 = world(6, options);
  const trials = w1.trials.map((row) =>
    row.participant_id === "p000" ? { ...row, response: w1.classes[1]! } : row,
  );
  const { scores } = climbToyLadder(w1, 6, { trials });
  expect(scores.length).toBeGreaterThan(0);
  expect(scores.every((row) => Number.isFinite(row.nats))).toBe(true);
});

test("order of rows does not matter, the seed does", () => {
  const w1 = world(7, { people: 10, trialsEach: 100 });
  const first = climbToyLadder(w1, 7);
  expect(climbToyLadder(w1, 7, { trials: [...w1.trials].reverse() }).scores).toEqual(first.scores);
  expect(climbToyLadder(w1, 8).scores).not.toEqual(first.scores);
});

test("each person may choose their own pull", () => {
  const w1 = world(8, { people: 12, trialsEach: 200 });
  const { aligned, scores } = climbToyLadder(w1, 8, { pooling: "person" });
  const chosen = aligned.models[1]!.fits.map((fit) => fit!.setting?.precision);
  expect(new Set(chosen).size).toBeGreaterThan(1);
  expect(mean(gainsOf(scores, "individual_bias_slope"))).toBeGreaterThan(0.05);
});
