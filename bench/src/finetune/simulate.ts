import { choiceProbabilities, drawObserver, observerScores, resolveWorld } from "@limen/experiment";
import type { EncodedTrials } from "@limen/finetune-classifiers/ladder";
import { choiceTargets } from "@limen/person-model";
import { categorical, permutation, type RandomStream } from "@limen/random";

/** What a simulated person was shown, and answered. */
export interface Answered {
  /** Indices of the stimuli. */
  readonly stimulus: Int32Array;
  /** Index of the class, of each. */
  readonly answer: Int32Array;
}

/**
 * Simulated people, attentive ones, who each answer that many of the stimuli once; one after the other, as many need not be held
 * together.
 *
 * @param truths true p(class | stimulus)
 */
export function* simulatePeople(
  truths: readonly ArrayLike<number>[],
  classes: number,
  { people, each, world: name = "W1" }: Crowd,
  random: RandomStream,
): Generator<Answered> {
  const world = resolveWorld(
    {
      world: name,
      biasSpread: 0.8,
      sensitivitySpread: 0.25,
      mixingSpread: 0.15,
      serialDependence: 0,
      carelessShare: 0,
      deadlineMs: 5000,
    },
    classes,
    random.split("world"),
  );
  const scores = truths.map(observerScores);
  for (let p = 0; p < people; p++) {
    const stream = random.split("person").split(p);
    const observer = drawObserver(stream.split("observer"), world, classes);
    const stimulus = permutation(stream.split("shown"), truths.length).slice(0, each);
    const answer = stimulus.map((s) =>
      categorical(stream, choiceProbabilities(observer, scores[s]!, null, 0)),
    );
    yield { stimulus, answer };
  }
}

export interface Crowd {
  readonly people: number;
  /** (trials) of each. */
  readonly each: number;
  /** W1: criteria differ. W0: all are alike. */
  readonly world?: "W0" | "W1";
}

export const stimulusName = (s: number) => `s${String(s).padStart(5, "0")}`;
export const personName = (p: number, people: number) => `p${String(p).padStart(String(people).length, "0")}`;

/** Their trials as columns, as the stage has them when it has read its table. */
export function simulateTrials(
  truths: readonly ArrayLike<number>[],
  classes: readonly string[],
  crowd: Crowd,
  random: RandomStream,
): EncodedTrials {
  const { people, each } = crowd;
  const count = people * each;
  const stimulus = new Int32Array(count);
  const answer = new Int32Array(count);
  let p = 0;
  for (const own of simulatePeople(truths, classes.length, crowd, random)) {
    stimulus.set(own.stimulus, p * each);
    answer.set(own.answer, p * each);
    p++;
  }
  return {
    classes,
    participants: Array.from({ length: people }, (_, i) => personName(i, people)),
    sources: Array.from({ length: people }, () => "simulated"),
    stimuli: truths.map((_, s) => stimulusName(s)),
    count,
    person: Int32Array.from({ length: count }, (_, t) => Math.floor(t / each)),
    stimulus,
    answer,
    targets: choiceTargets(classes.length),
    isChosen: new Uint8Array(count),
    firstOf: Int32Array.from({ length: people + 1 }, (_, i) => i * each),
  };
}
