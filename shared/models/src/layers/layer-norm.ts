import type { tf } from "@limen/engine/tf";
import { ones, zeros } from "../initialisers.ts";
import type { Scope } from "../parameters.ts";
import { defineOp } from "./define-op.ts";

const EPSILON = 1e-5;

/** Normalises over the last axis (Ba et al. 2016). Parameters: scale, shift. */
export function layerNorm(scope: Scope, features: number): <T extends tf.Tensor>(x: T) => T {
  const scale = scope.add("scale", [features], ones);
  const shift = scope.add("shift", [features], zeros);
  return <T extends tf.Tensor>(x: T) => layerNormOp({ x, scale, shift }, {}) as T;
}

const layerNormOp = defineOp<"x" | "scale" | "shift">({
  name: "LayerNorm",
  inputs: ["x", "scale", "shift"],
  outputCount: 3,
  forward({ x, scale, shift }) {
    const mean = x.mean(-1, true);
    const inverse = x.squaredDifference(mean).mean(-1, true).add(EPSILON).rsqrt();
    return [x.sub(mean).mul(inverse).mul(scale).add(shift), mean, inverse];
  },
  gradient(dy, { inputs: { x, scale }, outputs: [, mean, inverse] }) {
    const hat = x.sub(mean!).mul(inverse!);
    const outer = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
    return {
      x: () => {
        const g = dy.mul(scale);
        const along = g.mul(hat).mean(-1, true);
        return g.sub(g.mean(-1, true)).sub(hat.mul(along)).mul(inverse!);
      },
      scale: () => dy.mul(hat).sum(outer),
      shift: () => dy.sum(outer),
    };
  },
});
