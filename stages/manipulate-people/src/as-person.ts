import type { Guide } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import type { NamedPerson } from "@limen/person-model";
import { logSumExp } from "@limen/stats";
import { personGuideName } from "@limen/tables";

/**
 * A person's model as a guide: the group's net with another temperature and other criteria. Softmax does not see what is added
 * to all classes, so slope · logits + bias is slope · log p + bias. The net's compiled graphs serve everybody.
 */
export function asPerson(group: Guide, { id, bias, slope }: NamedPerson): Guide {
  const criteria = Array.from(bias);
  return {
    name: personGuideName(group.name, id),
    gflop: group.gflop,
    logits: (x) => group.logits(x).mul(slope).add(tf.tensor1d(criteria)) as tf.Tensor2D,
    logProbabilities: (x) => group.logProbabilities(x).map((logs) => normalised(logs, criteria, slope)),
    pull: (x, cotangents) =>
      group.pull(
        x,
        cotangents.map((row) => Float32Array.from(row, (value) => slope * value)),
      ),
    dispose: () => {},
  };
}

function normalised(logs: Float32Array, criteria: readonly number[], slope: number): Float32Array {
  const scores = Float64Array.from(logs, (log, c) => slope * log + criteria[c]!);
  const total = logSumExp(scores);
  return Float32Array.from(scores, (score) => score - total);
}
