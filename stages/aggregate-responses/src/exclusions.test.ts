import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { applyExclusions } from "./apply-exclusions.ts";
import { describeExclusions } from "./describe-exclusions.ts";
import { keepRows, keptTrials } from "./keep-trials.ts";
import { params as schema } from "./params.ts";
import { toColumns, toGroup, toyTrials } from "./toy-trials.ts";

const params = schema.parse({});
const random = RandomStream.fromSeed(2);

test("nine in ten careless people are found, few others are excluded", async () => {
  const experiment = {
    participants: 200,
    stimuli: 60,
    repeats: 25,
    catches: 10,
    biasSpread: 0.8,
    evidenceSpread: 2.5,
    careless: 0.2,
  };
  const trials = toyTrials(experiment, random);
  const columns = await toColumns(trials);
  const exclusions = applyExclusions(columns, params, "simulated");
  const names = [...new Set(trials.map((trial) => trial.participant_id))];
  const careless = names.filter((name) => name.startsWith("careless"));
  const caught = careless.filter((name) => exclusions.excluded.has(name));
  expect(caught.length / careless.length).toBeGreaterThanOrEqual(0.9);
  const wrongly = names.filter((name) => name.startsWith("careful") && exclusions.excluded.has(name));
  expect(wrongly.length / (names.length - careless.length)).toBeLessThan(0.05);
  expect(exclusions.rows).toHaveLength(200 * 5);

  const known = names.map((participant_id) => ({
    participant_id,
    careless: participant_id.startsWith("careless"),
  }));
  const lines = describeExclusions(exclusions, known);
  expect(lines[0]).toContain(`${exclusions.excluded.size} of 200 participants excluded (catch_accuracy `);
  expect(lines[1]).toContain(`${caught.length} of ${careless.length} careless ones found`);

  const kept = (await keptRows(trials, exclusions.excluded)).columns;
  const shown = (column: typeof kept.participant_id) =>
    [...column.codes].map((code) => column.words.names[code]!);
  expect(shown(kept.participant_id).some((name) => exclusions.excluded.has(name))).toBe(false);
  expect(shown(kept.stimulus_id).some((name) => name.startsWith("catch-"))).toBe(false);
  expect(kept.trial.values).toHaveLength((200 - exclusions.excluded.size) * 85);
});

test("trials without an answer are not kept", async () => {
  const trials = toyTrials(
    { participants: 1, stimuli: 3, repeats: 0, catches: 0, biasSpread: 0, evidenceSpread: 1 },
    random,
  );
  expect((await keptRows([{ ...trials[0]!, response: null }, trials[1]!], new Set())).rows).toBe(1);
});

async function keptRows(trials: Parameters<typeof toGroup>[0], excluded: ReadonlySet<string>) {
  async function* groups() {
    yield toGroup(trials);
  }
  const kept = keptTrials(await toColumns(trials), excluded);
  const { value } = await keepRows(groups(), kept).next();
  return value!;
}
