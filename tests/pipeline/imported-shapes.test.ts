import { readFileSync } from "node:fs";
import {
  alignmentNotesTable,
  alignmentScoresTable,
  claimsTable,
  fewShotTable,
  groupPredictionsTable,
  keptTrialsTable,
  personParametersTable,
  pointsTable,
  type Row,
  readTable,
  rungChoicesTable,
} from "@limen/tables";
import { expect, test } from "vitest";
import { runImported, type Shape } from "../support/imported-study.ts";

/** (milliseconds) A few seconds of work, on a machine that may have much else to do. */
const PATIENT = 300_000;

const people = (count: number, trials: number) => Array.from({ length: count }, () => trials);
const names = (count: number) => Array.from({ length: count }, (_, c) => `mood-${c + 1}`);

/** Tables refuse NaN and infinities when they are written; null stands for what cannot be said. */
async function read(run: Awaited<ReturnType<typeof runImported>>) {
  const { aligned, evaluation, responses } = run;
  return {
    kept: (await readTable(responses.trials!, keptTrialsTable)).rows,
    scores: (await readTable(aligned.scores!, alignmentScoresTable)).rows,
    rungs: (await readTable(aligned.rungs!, rungChoicesTable)).rows,
    notes: (await readTable(aligned.notes!, alignmentNotesTable)).rows,
    fewShot: (await readTable(aligned.fewShot!, fewShotTable)).rows,
    parameters: (await readTable(aligned.parameters!, personParametersTable)).rows,
    predictions: (await readTable(aligned.predictions!, groupPredictionsTable)).rows,
    claims: (await readTable(evaluation.claims!, claimsTable)).rows,
    points: (await readTable(evaluation.points!, pointsTable)).rows,
    report: readFileSync(run.report, "utf8"),
  };
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "two classes of other names": { classes: ["real", "odd"], stimuli: 25, trials: people(6, 48) },
  "twelve classes": { classes: names(12), stimuli: 37, trials: people(6, 72) },
  "ratings instead of choices": {
    classes: ["calm", "tense", "awed"],
    stimuli: 25,
    trials: people(6, 40),
    rates: true,
  },
};

test.each(Object.entries(SHAPES))(
  "imported trials with %s go through to the report",
  { timeout: PATIENT },
  async (_, shape) => {
    const found = await read(await runImported(shape));
    expect(found.kept).toHaveLength(shape.trials.reduce((sum, count) => sum + count, 0));
    expect(found.kept.every((row) => (row.ratings !== null) === (shape.rates ?? false))).toBe(true);
    expect(new Set(found.scores.map((row) => row.participant_id)).size).toBe(shape.trials.length);
    expect(found.scores.every((row) => row.source === "imported" && row.nats > 0)).toBe(true);
    expect(found.rungs).toHaveLength(shape.trials.length);
    for (const { p } of found.predictions) {
      expect(p).toHaveLength(shape.classes.length);
      expect(p.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    }
    expect(found.parameters.every((row) => row.bias.length === shape.classes.length)).toBe(true);
    expect(found.fewShot.length).toBeGreaterThan(0);
    expect(new Set(found.claims.map((row) => row.claim))).toEqual(new Set(["C2", "C3", "C4", "C5"]));
    expect(found.points.length).toBeGreaterThan(0);
    for (const name of shape.classes) expect(found.report).toContain(name);
    expect(found.report).toContain("imported");
    expect(found.report).not.toMatch(/\bNaN\b|Infinity|undefined/);
  },
);

test("unequal trials, people with few, one key, silent stimuli, classes never chosen: handled, counted, shown", {
  timeout: PATIENT,
}, async () => {
  const trials = [3, 60, 24, 48, 36, 72, 20, 60];
  const oneKey = 2;
  const found = await read(
    await runImported({
      classes: names(4),
      stimuli: 25,
      trials,
      // Nobody ever answers the last class.
      answerOf: (person, choice) => (person === oneKey ? 1 : choice % 3),
    }),
  );
  const note = (finding: string) => found.notes.find((row) => row.finding === finding);
  const counted = ({ count, of, names: named }: Row<typeof alignmentNotesTable>) => [count, of, named];
  const few = found.rungs.filter((row) => row.train_trials < 10).map((row) => row.participant_id);
  expect(few).toContain("s00");
  expect(counted(note("few_trials")!)).toEqual([few.length, 8, few.join(", ")]);
  // Three answers of s00 happen to be alike.
  expect(counted(note("one_key")!)).toEqual([2, 8, "s00, s02"]);
  expect(counted(note("no_answers")!)).toEqual([1, 25, "picture-024.png"]);
  expect(counted(note("never_chosen")!)).toEqual([1, 4, "mood-4"]);
  // Those with too few trials are given the group model, and it is said of each.
  for (const row of found.rungs.filter(({ participant_id }) => few.includes(participant_id)))
    expect([row.model, row.folds_of, row.inner_gain]).toEqual(["group", "nobody", 0]);
  const own = found.scores.filter(
    (row) => row.participant_id === "s00" && row.model.startsWith("individual_"),
  );
  expect(own.every((row) => row.train_trials === 0)).toBe(true);
  expect(found.scores.some((row) => row.participant_id === "s02")).toBe(true);
  expect(found.predictions.some((row) => row.stimulus_id === "picture-024.png")).toBe(true);
  for (const text of [
    "participants with too few trials",
    "classes never chosen",
    "mood-4",
    "picture-024.png",
  ])
    expect(found.report).toContain(text);
  expect(found.report).not.toMatch(/\bNaN\b|Infinity|undefined/);
});
