import { categorical, type RandomStream } from "@limen/random";
import type { Row } from "@limen/tables/spec";
import type { keptTrialsTable } from "@limen/tables/specs";
import { logSoftmaxRows } from "./log-softmax.ts";

export interface ToyWorld {
  readonly classes: readonly string[];
  readonly stimuli: readonly string[];
  /** (nats) what everybody sees, [stimuli × classes] */
  readonly scores: Float64Array;
  /** (nats) criterion of each person and class */
  readonly biases: readonly Float64Array[];
  readonly trials: Row<typeof keptTrialsTable>[];
}

export interface ToyWorldOptions {
  readonly classes?: number;
  readonly stimuli: number;
  readonly people: number;
  readonly trialsEach: number;
  /** (nats) spread of the criteria over people; 0: all alike */
  readonly biasSpread: number;
  /** (nats) [stimuli × classes]; drawn when not given */
  readonly scores?: Float64Array;
}

/** Observers known to the last parameter, for tests and the example: p = softmax(z(x) + b of the person). */
export function makeToyWorld(options: ToyWorldOptions, random: RandomStream): ToyWorld {
  const { classes: count = 5, stimuli, people, trialsEach, biasSpread } = options;
  const scores =
    options.scores ??
    Float64Array.from(random.split("scores").normals(stimuli * count), (value) => 1.2 * value);
  const biases = Array.from({ length: people }, (_, p) => {
    const draw = Float64Array.from(
      random.split("bias").split(p).normals(count),
      (value) => biasSpread * value,
    );
    const mean = draw.reduce((sum, value) => sum + value, 0) / count;
    return draw.map((value) => value - mean);
  });
  const names = Array.from({ length: stimuli }, (_, s) => `s${String(s).padStart(4, "0")}`);
  const classes = Array.from({ length: count }, (_, c) => `class-${c}`);
  const trials = biases.flatMap((bias, p) => {
    const stream = random.split("answers").split(p);
    return Array.from({ length: trialsEach }, (_, trial) => {
      const s = stream.integer(stimuli);
      const own = Array.from({ length: count }, (_, c) => scores[s * count + c]! + bias[c]!);
      const choice = categorical(stream, logSoftmaxRows(own, count).map(Math.exp));
      return {
        participant_id: `p${String(p).padStart(3, "0")}`,
        trial,
        stimulus_id: names[s]!,
        response: classes[choice]!,
        rt_ms: null,
        is_repeat: false,
        source: "simulated",
      };
    });
  });
  return { classes, stimuli: names, scores, biases, trials };
}
