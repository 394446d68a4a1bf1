import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { chooseCatchFaces } from "./choose-catch-faces.ts";
import { dealStimuli } from "./deal-stimuli.ts";
import { planTrials } from "./plan-trials.ts";
import { answersReached, sizeDesign } from "./size-design.ts";

const random = RandomStream.fromSeed(9);
const wanted = { trialsPerParticipant: 450, coreStimuli: 100, repeats: 25, catchShare: 0.05 };

test("the full design fits 450 trials", () => {
  const size = sizeDesign(wanted, 2000, true);
  expect(size.core).toBe(100);
  expect(size.repeats).toBe(25);
  expect(size.core + size.own + size.repeats + size.catches).toBe(450);
  expect(size.catches / 450).toBeCloseTo(0.05, 2);
});

test("sizes stay possible for any experiment", () => {
  for (const trialsPerParticipant of [4, 10, 37, 450]) {
    for (const stimuli of [1, 3, 50, 500]) {
      for (const catchShare of [0, 0.05, 0.5]) {
        const size = sizeDesign({ ...wanted, trialsPerParticipant, catchShare }, stimuli, true);
        const total = size.core + size.own + size.repeats + size.catches;
        expect(size.core + size.own).toBeLessThanOrEqual(stimuli);
        expect(size.core + size.own).toBeGreaterThan(0);
        expect(size.repeats).toBeLessThanOrEqual(size.core);
        expect(total).toBeLessThanOrEqual(trialsPerParticipant);
      }
    }
  }
  expect(sizeDesign(wanted, 50, false).catches).toBe(0);
});

test("the answers reached are what the deal gives", () => {
  const size = { core: 10, repeats: 5, own: 7, catches: 0 };
  const { answers, participantsNeeded } = answersReached(size, 31, 12, 20);
  const plan = planTrials(size, 31, 0, 12, random);
  const counts = countStimuli(
    plan.flatMap((trials) => trials()),
    31,
  );
  expect(Math.min(...counts)).toBe(answers);
  expect(participantsNeeded).toBe(60);
  expect(
    Math.min(
      ...countStimuli(
        planTrials(size, 31, 0, 60, random).flatMap((trials) => trials()),
        31,
      ),
    ),
  ).toBeGreaterThanOrEqual(20);
});

function countStimuli(
  trials: readonly { kind: string; index: number; isRepeat: boolean }[],
  stimuli: number,
): number[] {
  const counts = Array.from({ length: stimuli }, () => 0);
  for (const trial of trials) if (trial.kind === "stimulus" && !trial.isRepeat) counts[trial.index]!++;
  return counts;
}

test("the deal is balanced to one, and no hand holds an item twice", () => {
  const items = Array.from({ length: 23 }, (_, i) => i + 100);
  for (const size of [1, 5, 17, 22, 23]) {
    const hands = dealStimuli(items, 41, size, random.split(size));
    const counts = items.map((item) => hands.filter((hand) => hand.includes(item)).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    for (const hand of hands) expect(new Set(hand).size).toBe(size);
  }
  expect(() => dealStimuli(items, 1, 24, random)).toThrow();
});

test("everyone sees the core, repeats come in the second half, orders differ", () => {
  const size = { core: 12, repeats: 6, own: 8, catches: 4 };
  const plan = planTrials(size, 40, 3, 10, random).map((trials) => trials());
  const coreOf = (participant: number) =>
    new Set(plan[participant]!.filter((t) => t.isRepeat && t.kind === "stimulus").map((t) => t.index));
  expect(coreOf(0).size).toBe(6);
  expect(coreOf(3)).toEqual(coreOf(0));
  for (const trials of plan) {
    expect(trials).toHaveLength(30);
    trials.forEach((trial, position) => {
      if (trial.isRepeat && trial.kind === "stimulus") expect(position).toBeGreaterThanOrEqual(14);
    });
    expect(new Set(trials.filter((t) => t.kind === "catch").map((t) => t.index)).size).toBe(3);
  }
  expect(plan[0]).not.toEqual(plan[1]);
  expect(planTrials(size, 40, 3, 10, random).map((trials) => trials())).toEqual(plan);
});

test("catch faces are unanimous, beyond doubt, and none of the stimuli; known truth comes first", () => {
  const face = (i: number, change: object) => ({
    face_id: `f${i}`,
    label: Float32Array.of(1, 0),
    votes: 10,
    majority: "a",
    truth: Float32Array.of(0.97, 0.03),
    ...change,
  });
  const good = Array.from({ length: 8 }, (_, i) => face(i, i < 4 ? { truth: null } : {}));
  const bad = [
    face(10, { label: Float32Array.of(0.9, 0.1) }),
    face(11, { votes: 0 }),
    face(12, { truth: Float32Array.of(0.6, 0.4) }),
  ];
  const chosen = chooseCatchFaces([...bad, ...good], ["a", "b"], new Set(["f0"]), random);
  expect(chosen).toHaveLength(7);
  expect(chosen.slice(0, 4).every((chosenFace) => chosenFace.truth !== null)).toBe(true);
  for (const { face_id } of chosen) expect(["f1", "f2", "f3", "f4", "f5", "f6", "f7"]).toContain(face_id);
});
