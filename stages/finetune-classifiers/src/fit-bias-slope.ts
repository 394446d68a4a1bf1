import type { Adapter } from "./adapter.ts";
import { coordinateAdapter } from "./fit-coordinates.ts";

/**
 * A person's criteria differ more than the person's slope: in the observer model sd(b) is about .8 nats and
 * sd(log β) .25, so a unit of slope gets (.8 / .25)² ≈ 10 times the precision of a nat of bias.
 */
const SLOPE_PRECISION = 10;

/** p = softmax(z + b): the person's criteria. Parameters: b of each class (nats), which sum to zero by the prior. */
export function biasAdapter(classes: number): Adapter {
  const directions = { criteria: true, values: new Float64Array(0), count: 0 };
  return coordinateAdapter(() => directions, new Array(classes).fill(1));
}

/** p = softmax((1 + d) z + b). Parameters: b of each class (nats), then d. */
export function biasSlopeAdapter(classes: number): Adapter {
  const weights = [...new Array<number>(classes).fill(1), SLOPE_PRECISION];
  return coordinateAdapter(({ logP }) => ({ criteria: true, values: logP, count: 1 }), weights);
}
