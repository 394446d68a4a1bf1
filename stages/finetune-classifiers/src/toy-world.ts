import { choiceProbabilities, drawObserver, observerScores, type World } from "@limen/experiment";
import { categorical, type RandomStream } from "@limen/random";
import type { Row } from "@limen/tables/spec";
import type { keptTrialsTable } from "@limen/tables/specs";
import { logSoftmaxRows } from "./log-softmax.ts";

export interface ToyWorld {
  readonly classes: readonly string[];
  readonly stimuli: readonly string[];
  /** (nats) what everybody sees, [stimuli × classes] */
  readonly scores: Float64Array;
  /** (nats) true log probabilities of each person, [stimuli × classes] */
  readonly truth: readonly Float64Array[];
  /** (nats) criterion of each person and class */
  readonly biases: readonly Float64Array[];
  /** Kind of each person; null where there are none. */
  readonly kinds: readonly (number | null)[];
  readonly trials: Row<typeof keptTrialsTable>[];
}

export interface ToyWorldOptions {
  readonly classes?: number;
  readonly stimuli: number;
  readonly people: number;
  readonly trialsEach: number;
  /** (nats) spread of the criteria over people; 0: all alike. Not used with `observers`. */
  readonly biasSpread?: number;
  /** The observers of simulated experiments, who differ in slope, mixing and lapses too. */
  readonly observers?: World;
  /** (nats) [stimuli × classes]; drawn when not given */
  readonly scores?: Float64Array;
}

/** People known to the last parameter, for tests, the example and benchmarks. */
export function makeToyWorld(options: ToyWorldOptions, random: RandomStream): ToyWorld {
  const { classes: count = 5, stimuli, people, trialsEach } = options;
  const scores =
    options.scores ??
    Float64Array.from(random.split("scores").normals(stimuli * count), (value) => 1.2 * value);
  const population = Array.from({ length: people }, (_, p) => drawPerson(options, scores, count, random, p));
  const names = Array.from({ length: stimuli }, (_, s) => `s${String(s).padStart(4, "0")}`);
  const classes = Array.from({ length: count }, (_, c) => `class-${c}`);
  const digits = Math.max(3, String(people - 1).length);
  const trials = population.flatMap(({ truth }, p) => {
    const stream = random.split("answers").split(p);
    return Array.from({ length: trialsEach }, (_, trial) => {
      const s = stream.integer(stimuli);
      const choice = categorical(stream, truth.subarray(s * count, (s + 1) * count).map(Math.exp));
      return {
        participant_id: `p${String(p).padStart(digits, "0")}`,
        trial,
        stimulus_id: names[s]!,
        response: classes[choice]!,
        ratings: null,
        confidence: null,
        intensity: null,
        rt_ms: null,
        is_repeat: false,
        selection: null,
        source: "simulated",
      };
    });
  });
  return {
    classes,
    stimuli: names,
    scores,
    truth: population.map((person) => person.truth),
    biases: population.map((person) => person.bias),
    kinds: population.map((person) => person.kind),
    trials,
  };
}

/** p = softmax(z(x) + b of the person), or as an observer of @limen/experiment chooses. */
function drawPerson(
  { biasSpread = 0, observers }: ToyWorldOptions,
  scores: Float64Array,
  classes: number,
  random: RandomStream,
  p: number,
): { readonly truth: Float64Array; readonly bias: Float64Array; readonly kind: number | null } {
  if (observers !== undefined) {
    const observer = drawObserver(random.split("observer").split(p), observers, classes);
    const shares = logSoftmaxRows(scores, classes).map(Math.exp);
    const truth = new Float64Array(scores.length);
    for (let start = 0; start < truth.length; start += classes) {
      const z = observerScores(shares.subarray(start, start + classes));
      truth.set(choiceProbabilities(observer, z, null, 0).map(Math.log), start);
    }
    return { truth, bias: observer.bias, kind: observer.cluster };
  }
  const draw = Float64Array.from(
    random.split("bias").split(p).normals(classes),
    (value) => biasSpread * value,
  );
  const mean = draw.reduce((sum, value) => sum + value, 0) / classes;
  const bias = draw.map((value) => value - mean);
  const truth = logSoftmaxRows(
    scores.map((score, i) => score + bias[i % classes]!),
    classes,
  );
  return { truth, bias, kind: null };
}
