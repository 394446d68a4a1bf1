import { personDirections, personWeights } from "@limen/person-model";
import type { Adapter } from "./adapter.ts";
import { coordinateAdapter } from "./fit-coordinates.ts";

/** p = softmax(z + b): the person's criteria. Parameters: b of each class (nats), which sum to zero by the prior. */
export function biasAdapter(classes: number): Adapter {
  const directions = { criteria: true, values: new Float64Array(0), count: 0 };
  return coordinateAdapter(() => directions, new Array(classes).fill(1));
}

/** p = softmax((1 + d) z + b), the person of @limen/person-model. Parameters: b of each class (nats), then d. */
export function biasSlopeAdapter(classes: number): Adapter {
  return coordinateAdapter(({ logP }) => personDirections(logP), personWeights(classes));
}
