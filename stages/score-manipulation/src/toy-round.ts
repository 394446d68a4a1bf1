import { answerTrials, drawObserver, observerScores, resolveWorld } from "@limen/experiment";
import { observerFields } from "@limen/experiment/params";
import { choosePairs, fitPerson } from "@limen/person-model";
import type { RandomStream } from "@limen/random";
import { logSumExp } from "@limen/stats";
import { z } from "zod";
import type { Split } from "./targeted-ratio.ts";

const CLASSES = 5;
const PEOPLE = 16;
const FIRST_TRIALS = 120;
const PAIRS = 8;
const FACES_EACH = 5;
/** (nats) How far the net that observers see by is from the net that their models stand on. */
const PERCEPT_NOISE = 0.5;

/** What the group's net says of a face, and what observers see in it. */
interface Face {
  readonly groupLogP: Float64Array;
  readonly seen: Float64Array;
}

/**
 * For tests: both rounds without pictures. People answer, are fitted, and are paired as the stages do it; then faces are put where
 * their models are split, and these people answer.
 */
export function toyRound(world: "W0" | "W1", random: RandomStream): Split[] {
  const resolved = resolveWorld(
    z.object(observerFields).parse({ world, carelessShare: 0 }),
    CLASSES,
    random.split("world"),
  );
  const classPairs = Array.from({ length: CLASSES }, (_, a) =>
    Array.from({ length: a }, (_, b) => [b, a] as const),
  ).flat();
  const observers = Array.from({ length: PEOPLE }, (_, i) =>
    drawObserver(random.split("people").split(i), resolved, CLASSES),
  );
  const faces = Array.from({ length: FIRST_TRIALS }, (_, i) => someFace(random.split("faces").split(i)));
  const answer = (person: number, shown: readonly Face[], round: string) =>
    answerTrials(
      observers[person]!,
      shown.map(({ seen }) => seen),
      resolved,
      random.split(round).split(person),
    );
  const people = observers.map((_, person) => {
    const answers = answer(person, faces, "first round");
    const trials = answers.flatMap(({ response }, t) =>
      response === null ? [] : [{ groupLogP: faces[t]!.groupLogP, answer: response }],
    );
    return { id: String(person), ...fitPerson(trials, CLASSES) };
  });
  const pairs = choosePairs(people, PAIRS, { classPairs, splitsEach: 2 });
  return pairs.flatMap(({ people: two, splits }, pair) => {
    const made = splits.flatMap(({ classes }, which) =>
      Array.from({ length: FACES_EACH }, (_, k) => ({
        classes,
        face: splitFace(two, classes, random.split("made").split(pair).split(which).split(k)),
      })),
    );
    const shown = made.map(({ face }) => face);
    const [first, second] = two.map(({ id }) => answer(Number(id), shown, "second round"));
    return made.flatMap(({ classes: [a, b] }, k): Split[] => {
      const said = [first![k]!.response, second![k]!.response];
      const targeted = said[0] === a && said[1] === b;
      if (!targeted && !(said[0] === b && said[1] === a)) return [];
      return [{ pair: String(pair), stimulus: String(k), targeted }];
    });
  });
}

function someFace(random: RandomStream): Face {
  return faceOf(
    Float64Array.from({ length: CLASSES }, () => 2 * random.normal()),
    random,
  );
}

/** A face at the point between the classes at which the two models differ most. */
function splitFace(
  [first, second]: readonly { readonly bias: ArrayLike<number>; readonly slope: number }[],
  [a, b]: readonly [number, number],
  random: RandomStream,
): Face {
  const criteria = [first!, second!].reduce((sum, { bias }) => sum + bias[a]! - bias[b]!, 0);
  const logOdds = -criteria / (first!.slope + second!.slope);
  const logits = new Float64Array(CLASSES).fill(-3);
  logits[a] = logOdds / 2;
  logits[b] = -logOdds / 2;
  return faceOf(logits, random);
}

function faceOf(logits: Float64Array, random: RandomStream): Face {
  const total = logSumExp(logits);
  const groupLogP = logits.map((value) => value - total);
  return {
    groupLogP,
    seen: observerScores(groupLogP.map((log) => Math.exp(log + PERCEPT_NOISE * random.normal()))),
  };
}
