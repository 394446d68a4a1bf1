import { tf } from "@limen/engine/tf";
import { conv2d, dense, groupNorm, type Scope, silu, zeros } from "@limen/models";
import { checkUnet, FILTERS, GROUPS, type UnetConfig } from "../config.ts";
import type { RawNet } from "../precondition.ts";
import { residual, selfAttention, upsample } from "./blocks.ts";
import { embedder } from "./embed.ts";
import { shuffle, unshuffle } from "./unshuffle.ts";

/**
 * A small U-Net on unshuffled pixels: one residual block a level on the way down and up, two around the attention
 * at the coarsest level. Registers its parameters in `scope`. Throws a UserError when the config does not fit.
 */
export function unet(scope: Scope, config: UnetConfig): RawNet {
  checkUnet(config);
  const { channels, heads, embedding: width, unshuffle: r } = config;
  const finest = channels[0]!;
  const coarsest = channels.at(-1)!;
  const embed = embedder(scope.in("embed"), width, config.classes.length);
  const enter = conv2d(scope.in("enter"), { inputs: r * r, outputs: finest });
  const levels = channels.slice(0, -1).map((here, level) => {
    const below = channels[level + 1]!;
    const down = scope.in("down").in(level);
    const up = scope.in("up").in(level);
    return {
      before: residual(down, here, here, width),
      descend: conv2d(down.in("descend"), { inputs: here, outputs: below, stride: 2, bias: false }),
      ascend: upsample(up.in("ascend"), below, here),
      after: residual(up, 2 * here, here, width),
    };
  });
  const middle = [
    residual(scope.in("middle").in(0), coarsest, coarsest, width),
    residual(scope.in("middle").in(1), coarsest, coarsest, width),
  ] as const;
  const attend = selfAttention(scope.in("attention"), coarsest, heads);
  const norm = groupNorm(scope.in("leave").in("norm"), { channels: finest, groups: GROUPS });
  const direct = directPath(scope.in("direct"), r * r, width);
  const leave = conv2d(scope.in("leave"), { inputs: finest, outputs: r * r, initialise: zeros });

  return (x, noise, condition) =>
    tf.tidy(() => {
      const embedded = embed(noise, condition);
      const skips: tf.Tensor4D[] = [];
      const squares = unshuffle(x, r);
      let hidden = enter(squares);
      for (const { before, descend } of levels) {
        const skip = before(hidden, embedded);
        skips.push(skip);
        hidden = descend(skip);
      }
      hidden = middle[1](attend(middle[0](hidden, embedded)), embedded);
      for (const [level, { ascend, after }] of [...levels.entries()].reverse()) {
        hidden = after(tf.concat([ascend(hidden), skips[level]!], 3), embedded);
      }
      return shuffle(leave(silu(norm(hidden))).add(direct(squares, embedded)) as tf.Tensor4D, r);
    });
}

/**
 * Linear filters of the input, mixed by noise level and class: a learned Wiener filter. The rest of the net must
 * squeeze fine detail through norms and activations, which took it thousands of steps to learn (docs/log.md).
 */
function directPath(scope: Scope, channels: number, width: number) {
  const filter = conv2d(scope.in("filter"), { inputs: channels, outputs: FILTERS * channels, bias: false });
  const mix = dense(scope.in("mix"), { inputs: width, outputs: FILTERS * channels, initialise: zeros });
  return (squares: tf.Tensor4D, embedded: tf.Tensor2D): tf.Tensor4D => {
    const [n, height, side] = squares.shape;
    const weights = mix(embedded).reshape([n, 1, 1, FILTERS * channels]);
    const filtered = filter(squares).mul(weights);
    return filtered.reshape([n, height, side, FILTERS, channels]).sum(3) as tf.Tensor4D;
  };
}
