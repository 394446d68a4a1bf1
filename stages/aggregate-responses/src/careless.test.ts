import { answerTrials, drawObserver, observerScores, planTrials, resolveWorld } from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { applyExclusions } from "./apply-exclusions.ts";
import { params as schema } from "./params.ts";
import { toColumns } from "./toy-trials.ts";

const NAMES = ["anger", "fear", "sadness", "surprise", "disgust", "happiness", "neutral"];
const CLASSES = NAMES.length;
const PEOPLE = 200;
const STIMULI = 120;
const random = RandomStream.fromSeed("careless");

const observers = {
  biasSpread: 0.8,
  sensitivitySpread: 0.25,
  mixingSpread: 0.15,
  serialDependence: 0.1,
  deadlineMs: 5000,
} as const;

test("W3: of the careless people of simulated experiments nine in ten are excluded, of the careful few", async () => {
  const world = resolveWorld({ ...observers, world: "W3" }, CLASSES, random.split("world"));
  const sharp = (top: number, rest: number) =>
    Array.from({ length: CLASSES }, (_, expected) =>
      observerScores(Array.from({ length: CLASSES }, (_, c) => (c === expected ? top : rest))),
    );
  const catchFaces = sharp(0.997, 0.0005);
  const stimuli = Array.from({ length: STIMULI }, (_, s) => {
    const stream = random.split("stimulus").split(s);
    return observerScores(Array.from({ length: CLASSES }, () => Math.exp(2.5 * stream.normal())));
  });
  const size = { core: 60, repeats: 25, own: 40, catches: 10 };
  const plan = planTrials(size, STIMULI, catchFaces.length, PEOPLE, random.split("plan"));
  const observed = plan.map((trialsOf, p) => {
    const planned = trialsOf();
    const stream = random.split("person").split(p);
    const observer = drawObserver(stream, world, CLASSES);
    const scores = planned.map(({ kind, index }) => (kind === "catch" ? catchFaces : stimuli)[index]!);
    const trials = answerTrials(observer, scores, world, stream.split("trials")).map((answer, t) => ({
      participant_id: `p${p}`,
      trial: t,
      stimulus_id: `${planned[t]!.kind}-${planned[t]!.index}`,
      response: answer.response === null ? null : NAMES[answer.response]!,
      rt_ms: answer.rtMs,
      catch_class: planned[t]!.kind === "catch" ? NAMES[planned[t]!.index]! : null,
      is_repeat: planned[t]!.isRepeat,
    }));
    return { name: `p${p}`, careless: observer.careless !== null, trials };
  });
  const columns = await toColumns(
    observed.flatMap((person) => person.trials),
    NAMES,
  );
  const { excluded } = applyExclusions(columns, schema.parse({}), "simulated");
  const share = (careless: boolean) => {
    const own = observed.filter((person) => person.careless === careless);
    expect(own.length).toBeGreaterThan(20);
    return own.filter((person) => excluded.has(person.name)).length / own.length;
  };
  expect(share(true)).toBeGreaterThanOrEqual(0.9);
  expect(share(false)).toBeLessThan(0.1);
});
