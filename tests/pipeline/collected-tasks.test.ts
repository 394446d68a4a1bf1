import { type Decision, type Robot, type ShownTrial, takePart, writeCollected } from "@limen/collect";
import { serveStudy } from "@limen/collect/testing";
import { compareFaces, drawObserver, observerScores, rateFaces, resolveWorld } from "@limen/experiment";
import { observerFields } from "@limen/experiment/params";
import { RandomStream } from "@limen/random";
import { choicesTable, keptTrialsTable, readTable, scalesTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { importStage } from "../support/stages.ts";

const CLASSES = ["anger", "happiness", "sadness"];
const PEOPLE = 8;
const random = RandomStream.fromSeed("tasks to pipeline");
const observer = z.object(observerFields).parse({ world: "W0", carelessShare: 0, deadlineMs: 1e6 });
const world = resolveWorld(observer, CLASSES.length, random);
/** Rules that a dozen trials a person can meet. */
const LENIENT = {
  minCatchAccuracy: 0,
  minTrials: 1,
  minMedianRt: 0,
  maxOneKey: 1,
  maxOneSide: 1,
  draws: 100,
};

/** What every robot sees in a picture. */
function scoresOf(picture: string): Float64Array {
  const stream = random.split("picture").split(picture);
  return observerScores(CLASSES.map(() => Math.exp(2 * stream.normal())));
}

/** Robots of one study, through its server, export and the stages that read it. */
async function collect(change: object, decide: (trial: ShownTrial, own: RandomStream) => Decision) {
  const served = await serveStudy(change);
  await Promise.all(
    Array.from({ length: PEOPLE }, (_, person) => {
      const own = random.split("person").split(person);
      const decideAs: Robot["decide"] = (_picture, seq, trial) => decide(trial, own.split(seq));
      return takePart({ address: served.address, name: `robot-${person}`, decide: decideAs });
    }),
  );
  const collected = await served.gathered();
  const folder = temporaryDirectory();
  await writeCollected(folder, collected, served.study.classes);
  const experiment = await runStage(await importStage("run-experiment"), {
    params: { mode: "collect", path: folder },
    externals: { path: folder },
    inputs: { stimuli: [served.files.stimuli] },
  });
  const { trials, comparisons, participants } = experiment.outputs;
  const inputs = {
    trials: [trials!],
    comparisons: [comparisons!],
    participants: [participants!],
    stimuli: [served.files.stimuli],
  };
  const aggregate = await importStage("aggregate-responses");
  const run = (given: Partial<typeof inputs> = inputs) =>
    runStage(aggregate, { params: LENIENT, inputs: given as typeof inputs });
  return { collected, run, inputs };
}

const me = () => drawObserver(random.split("observer"), world, CLASSES.length);

test("ratings of robots go through server, export and stages, labelled simulated", async () => {
  const { collected, run } = await collect({ task: "rating" }, ({ picture }, own) => {
    const [rating] = rateFaces(me(), [scoresOf(picture)], "steps", own);
    return { ratings: [...rating!.ratings], rtMs: rating!.rtMs };
  });
  expect(collected.trials).toHaveLength(12 * PEOPLE);
  const { outputs } = await run();
  const kept = await readTable(outputs.trials!, keptTrialsTable);
  expect(kept.rows.length).toBe(10 * PEOPLE);
  expect(new Set(kept.rows.map(({ source }) => source))).toEqual(new Set(["simulated"]));
  const { rows } = await readTable(outputs.choices!, choicesTable);
  expect(rows.length).toBeGreaterThan(0);
  for (const { p } of rows) expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  expect((await readTable(outputs.scales!, scalesTable)).rows).toEqual([]);
});

test("comparisons of robots become scales in the order of what they saw; without that input it is asked for", async () => {
  const settings = { task: "comparison", trialsPerParticipant: 60, coreStimuli: 20 };
  const { run, inputs } = await collect(settings, ({ picture, right, asked }, own) => {
    const pair = { left: scoresOf(picture), right: scoresOf(right!), asked: CLASSES.indexOf(asked!) };
    const [comparison] = compareFaces(me(), [pair], world, own);
    return { response: comparison!.response, rtMs: comparison!.rtMs };
  });
  const { outputs } = await run();
  const { rows } = await readTable(outputs.scales!, scalesTable);
  expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(["simulated"]));
  // The study's stimuli lie between anger and sadness.
  expect(new Set(rows.map(({ asked }) => asked))).toEqual(new Set(["anger", "sadness"]));
  for (const asked of ["anger", "sadness"]) {
    const own = rows.filter((row) => row.asked === asked);
    expect(own.map(({ group }) => group)).toEqual(own.map(() => 0));
    expect(own.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0, 6);
  }
  expect(rows.some(({ value, standard_error }) => value > 2 * standard_error)).toBe(true);
  const { comparisons: _left, ...without } = inputs;
  await expect(run(without)).rejects.toThrow(/comparisons are not given\n {2}→ add to the node/);
});
