import { choiceProbabilities, drawObserver, observerScores, resolveWorld } from "@limen/experiment";
import { choiceTargets, type EncodedTrials } from "@limen/finetune-classifiers/ladder";
import { categorical, permutation, type RandomStream } from "@limen/random";

/**
 * Simulated people of world W1, attentive ones, who each answer that many of the stimuli once: trials as columns, as
 * the stage has them when it has read its table.
 *
 * @param truths true p(class | stimulus)
 */
export function simulateTrials(
  truths: readonly ArrayLike<number>[],
  classes: readonly string[],
  people: number,
  each: number,
  random: RandomStream,
): EncodedTrials {
  const world = resolveWorld(
    {
      world: "W1",
      biasSpread: 0.8,
      sensitivitySpread: 0.25,
      mixingSpread: 0.15,
      serialDependence: 0,
      carelessShare: 0,
      deadlineMs: 5000,
    },
    classes.length,
    random.split("world"),
  );
  const scores = truths.map(observerScores);
  const count = people * each;
  const stimulus = new Int32Array(count);
  const answer = new Int32Array(count);
  for (let p = 0; p < people; p++) {
    const stream = random.split("person").split(p);
    const observer = drawObserver(stream.split("observer"), world, classes.length);
    const shown = permutation(stream.split("shown"), truths.length).subarray(0, each);
    shown.forEach((s, t) => {
      stimulus[p * each + t] = s;
      answer[p * each + t] = categorical(stream, choiceProbabilities(observer, scores[s]!, null, 0));
    });
  }
  const digits = String(people).length;
  return {
    classes,
    participants: Array.from({ length: people }, (_, p) => `p${String(p).padStart(digits, "0")}`),
    sources: Array.from({ length: people }, () => "simulated"),
    stimuli: truths.map((_, s) => `s${String(s).padStart(5, "0")}`),
    count,
    person: Int32Array.from({ length: count }, (_, t) => Math.floor(t / each)),
    stimulus,
    answer,
    targets: choiceTargets(classes.length),
    firstOf: Int32Array.from({ length: people + 1 }, (_, p) => p * each),
  };
}
