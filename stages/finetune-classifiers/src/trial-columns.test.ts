import { join } from "node:path";
import { InternalError } from "@limen/errors";
import { RandomStream, shuffled } from "@limen/random";
import { type Row, scanColumns, writeTable } from "@limen/tables";
import { keptTrialsTable } from "@limen/tables/specs";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { encodeTrials } from "./encode-trials.ts";
import { toyColumns } from "./toy-columns.ts";
import { makeToyWorld } from "./toy-world.ts";
import { gatherTrials, RATING_COLUMNS } from "./trial-columns.ts";

const random = RandomStream.fromSeed("trial columns");
const world = makeToyWorld({ classes: 3, stimuli: 9, people: 5, trialsEach: 12, biasSpread: 1 }, random);

async function gathered(rows: readonly Row<typeof keptTrialsTable>[]) {
  const path = join(temporaryDirectory(), "trials.parquet");
  const metadata = { classes: JSON.stringify(world.classes) };
  // Small groups of rows: people and words go over from one to the next.
  await writeTable(path, keptTrialsTable, rows, { metadata, rowGroupRows: 7 });
  return gatherTrials(scanColumns(path, keptTrialsTable, { columns: RATING_COLUMNS }), rows.length);
}

/** Every fifth trial is a rating; one names no class. */
const mixed = world.trials.map((trial, t) =>
  t % 5 === 0 ? { ...trial, response: null, ratings: Float32Array.of(0.5, t % 2 === 0 ? 0.5 : 0, 0) } : trial,
);

test.each([
  ["choices", world.trials],
  ["choices and ratings", mixed],
])("%s come from groups of rows as they stand in the table", async (_, rows) => {
  expect(await gathered(rows)).toEqual(toyColumns(rows));
});

test("the order of the table does not matter, whoever's trials stand beside each other", async () => {
  const encode = async (rows: typeof mixed) =>
    encodeTrials(await gathered(rows), world.stimuli, world.classes);
  expect(await encode(shuffled(random, world.trials))).toEqual(await encode(world.trials));
  const once = await encode(mixed);
  const again = await encode(shuffled(random, mixed));
  expect(again).toEqual(once);
  expect(once.participants).toEqual([...once.participants].sort());
});

test("a trial without an answer that was kept all the same is no answer of the first class", () => {
  const silent = world.trials.map((trial, t) => (t === 3 ? { ...trial, response: null } : trial));
  expect(() => encodeTrials(toyColumns(silent), world.stimuli, world.classes)).toThrow(InternalError);
});
