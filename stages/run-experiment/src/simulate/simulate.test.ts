import {
  choiceProbabilities,
  drawObserver,
  observerScores,
  planTrials,
  resolveWorld,
} from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { params as schema } from "../params.ts";
import { simulatePerson } from "./simulate-people.ts";

const CLASSES = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
const random = RandomStream.fromSeed(3);

/** Scores of stimuli between two random classes, with some noise. */
function someScores(count: number): Float64Array[] {
  return Array.from({ length: count }, (_, i) => {
    const stream = random.split("scores").split(i);
    return observerScores(Float64Array.from(CLASSES, () => Math.exp(2 * stream.normal())));
  });
}

function experimentOf(world: string, participants: number, stimuli = 60) {
  const scores = someScores(stimuli);
  const params = schema.parse({ world });
  const catches = CLASSES.map((expected, c) => {
    const id = `catch-${c}`;
    const face = { id, expected, scores: observerScores(CLASSES.map((_, k) => (k === c ? 0.997 : 0.0005))) };
    return { id, faces: [face], asked: null, expected };
  });
  const size = { core: 20, repeats: 10, own: 20, catches: 7 };
  return {
    task: params,
    classes: CLASSES,
    world: resolveWorld(params, CLASSES.length, random.split("clusters")),
    loop: null,
    blocks: 3,
    items: scores.map((z, i) => ({ id: `s${i}`, faces: [{ id: `s${i}`, scores: z }], asked: null })),
    catches,
    plan: planTrials(size, stimuli, catches.length, participants, random.split("design")),
  };
}

test("answers are labelled simulated, ordered, in blocks, and their shares follow the probabilities", () => {
  const experiment = experimentOf("W0", 400);
  const people = experiment.plan.map((_, i) => simulatePerson(experiment, i, random));
  const trials = people.flatMap((person) => person.trials);
  expect(new Set(trials.map((trial) => trial.source))).toEqual(new Set(["simulated"]));
  expect(new Set(trials.map((trial) => trial.block))).toEqual(new Set([0, 1, 2]));
  expect(people[0]!.trials.map((trial) => trial.trial)).toEqual(people[0]!.trials.map((_, i) => i));
  const core = people[0]!.trials.find((trial) => trial.is_repeat && trial.catch_class === null)!.stimulus_id;
  const shown = trials.filter((trial) => trial.stimulus_id === core && trial.response !== null);
  const observer = drawObserver(random, experiment.world, CLASSES.length);
  const expected = choiceProbabilities(
    observer,
    experiment.items[Number(core.slice(1))]!.faces[0]!.scores,
    null,
    0,
  );
  CLASSES.forEach((name, c) => {
    const share = shown.filter((trial) => trial.response === name).length / shown.length;
    expect(Math.abs(share - expected[c]!)).toBeLessThan(0.07);
  });
});

test("doubt slows people down, careless people are fast or press one key", () => {
  const experiment = experimentOf("W3", 120);
  const people = experiment.plan.map((_, i) => simulatePerson(experiment, i, random));
  const careful = people.filter((person) => !person.participant.careless).flatMap((person) => person.trials);
  const meanRt = (list: typeof careful) =>
    list.reduce((sum, trial) => sum + (trial.rt_ms ?? 0), 0) / list.length;
  const catches = careful.filter((trial) => trial.catch_class !== null);
  expect(meanRt(careful.filter((trial) => trial.catch_class === null))).toBeGreaterThan(meanRt(catches));
  expect(
    catches.filter((trial) => trial.response === trial.catch_class).length / catches.length,
  ).toBeGreaterThan(0.9);
  for (const person of people.filter((p) => p.participant.careless)) {
    const rts = person.trials.map((trial) => trial.rt_ms!).sort((a, b) => a - b);
    const oneKey = Math.max(...CLASSES.map((c) => person.trials.filter((t) => t.response === c).length));
    expect(rts[Math.floor(rts.length / 2)]! < 300 || oneKey / person.trials.length > 0.6).toBe(true);
  }
});

test("a person's answers do not depend on how many others take part", () => {
  const few = experimentOf("W1", 4);
  const many = experimentOf("W1", 4);
  expect(simulatePerson(many, 3, random)).toEqual(simulatePerson(few, 3, random));
  simulatePerson(many, 0, random);
  expect(simulatePerson(many, 2, random)).toEqual(simulatePerson(few, 2, random));
});
