import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { chooseSides } from "./choose-sides.ts";
import { itemsOf, sureItemsOf } from "./items.ts";
import { type Pairable, pairStimuli } from "./pair-stimuli.ts";
import { planTrials } from "./plan-trials.ts";

const random = RandomStream.fromSeed(4);

const between = (class_a: string, class_b: string, change: Partial<Pairable> = {}): Pairable => ({
  class_a,
  class_b,
  further_classes: null,
  series: null,
  level: null,
  ...change,
});

test("stimuli between the same classes are compared for each of these, each in as many pairs, all linked", () => {
  const stimuli = [
    ...Array.from({ length: 10 }, () => between("anger", "fear")),
    ...Array.from({ length: 7 }, () => between("sadness", "neutral")),
  ];
  const pairs = pairStimuli(stimuli, 4, random);
  expect(new Set(pairs.map(({ asked }) => asked))).toEqual(new Set(["anger", "fear", "sadness", "neutral"]));
  for (const { first, second, asked } of pairs) {
    expect([stimuli[first]!.class_a, stimuli[first]!.class_b]).toContain(asked);
    expect(stimuli[second]!.class_a).toBe(stimuli[first]!.class_a);
  }
  for (const asked of ["anger", "fear"]) {
    const own = pairs.filter((pair) => pair.asked === asked);
    expect(own).toHaveLength(20);
    for (let stimulus = 0; stimulus < 10; stimulus++) {
      expect(own.filter(({ first, second }) => first === stimulus || second === stimulus)).toHaveLength(4);
    }
    // From one of them, all are reached.
    const reached = new Set([0]);
    for (let round = 0; round < 10; round++) {
      for (const { first, second } of own) {
        if (reached.has(first)) reached.add(second);
        else if (reached.has(second)) reached.add(first);
      }
    }
    expect(reached.size).toBe(10);
  }
  expect(pairStimuli(stimuli, 4, random)).toEqual(pairs);
  // The same classes in the other order are the same group.
  expect(pairStimuli([between("anger", "fear"), between("fear", "anger")], 4, random)).toHaveLength(2);
});

test("neighbours of a morph series are compared, whatever the ring; no pair comes twice", () => {
  const series = Array.from({ length: 5 }, (_, i) =>
    between("anger", "fear", { series: "m1", level: 0.1 + 0.2 * ((i * 2) % 5) }),
  );
  const others = Array.from({ length: 20 }, () => between("anger", "fear"));
  const pairs = pairStimuli([...series, ...others], 1, random).filter(({ asked }) => asked === "fear");
  const names = pairs.map(({ first, second }) => [first, second].sort((a, b) => a - b).join(" "));
  // Levels rise in the order 0, 3, 1, 4, 2.
  for (const neighbours of ["0 3", "1 3", "1 4", "2 4"]) expect(names).toContain(neighbours);
  expect(new Set(names).size).toBe(names.length);
});

test("a stimulus whose classes no other has is compared with any; one alone cannot be", () => {
  const stimuli = [
    between("disgust", "surprise"),
    ...Array.from({ length: 6 }, () => between("anger", "fear")),
  ];
  const own = pairStimuli(stimuli, 3, random).filter(({ asked }) => asked === "disgust");
  expect(own).toHaveLength(3);
  for (const { first, second } of own) expect([first, second]).toContain(0);
  expect(() => pairStimuli([between("anger", "fear")], 4, random)).toThrow(
    /1 stimuli: a comparison needs two/,
  );
});

test("items: each stimulus, or pairs with names of their own; catch pairs show the class that is asked for first", () => {
  const rows = Array.from({ length: 4 }, (_, i) => ({ stimulus_id: `s${i}`, ...between("anger", "fear") }));
  const choice = itemsOf({ task: "choice", pairsPerStimulus: 4 }, rows, random);
  expect(choice.map(({ id, shows, asked }) => [id, shows, asked])).toEqual(
    rows.map((row, i) => [row.stimulus_id, [i], null]),
  );
  const pairs = itemsOf({ task: "comparison", pairsPerStimulus: 4 }, rows, random);
  expect(new Set(pairs.map(({ id }) => id)).size).toBe(pairs.length);

  const faces = ["anger", "anger", "fear"].map((expected, i) => ({ id: `f${i}`, expected }));
  const sure = sureItemsOf("comparison", faces, random);
  expect(sure).toHaveLength(3);
  for (const { shows, asked, expected } of sure) {
    expect(asked).toBe(expected);
    expect(faces[shows[0]!]!.expected).toBe(expected);
    expect(faces[shows[1]!]!.expected).not.toBe(expected);
  }
  expect(sureItemsOf("comparison", faces.slice(0, 2), random)).toEqual([]);
});

test("sides: half of the pairs, half of the catch pairs; a repeat is swapped; people differ", () => {
  const size = { core: 12, repeats: 6, own: 8, catches: 4 };
  const plan = planTrials(size, 40, 6, 2, random).map((trials) => trials());
  const sides = plan.map((trials, person) => chooseSides(trials, random.split(person)));
  expect(sides[0]).not.toEqual(sides[1]);
  plan.forEach((trials, person) => {
    const own = sides[person]!;
    for (const kind of ["stimulus", "catch"] as const) {
      const firsts = own.filter((_, i) => trials[i]!.kind === kind && !trials[i]!.isRepeat);
      expect(firsts.filter(Boolean)).toHaveLength(firsts.length / 2);
    }
    trials.forEach(({ kind, index, isRepeat }, i) => {
      if (!isRepeat) return;
      const first = trials.findIndex((trial) => trial.kind === kind && trial.index === index);
      expect(own[i]).toBe(!own[first]);
    });
  });
});
