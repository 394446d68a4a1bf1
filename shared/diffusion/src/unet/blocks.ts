import { tf } from "@limen/engine/tf";
import { attention, conv2d, dense, groupNorm, normaliseGroups, type Scope, silu, zeros } from "@limen/models";
import { GROUPS } from "../config.ts";

type Block = (x: tf.Tensor4D, embedding: tf.Tensor2D) => tf.Tensor4D;

/**
 * Residual block: norm, silu, conv, norm, modulation by the embedding (FiLM, Perez et al. 2018), silu, conv.
 * The second convolution starts at zero, so the block starts as its shortcut. No biases: the modulation has them.
 */
export function residual(scope: Scope, inputs: number, outputs: number, embedding: number): Block {
  const norm = groupNorm(scope.in("norm"), { channels: inputs, groups: GROUPS });
  const first = conv2d(scope.in("first"), { inputs, outputs, bias: false });
  const film = dense(scope.in("film"), { inputs: embedding, outputs: 2 * outputs });
  const second = conv2d(scope.in("second"), { inputs: outputs, outputs, bias: false, initialise: zeros });
  const shortcut =
    inputs === outputs
      ? undefined
      : conv2d(scope.in("shortcut"), { inputs, outputs, kernel: 1, bias: false });
  return (x, embedded) => {
    const [scale, shift] = tf.split(film(embedded), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const hidden = first(silu(norm(x)));
    const change = second(silu(normaliseGroups(hidden, GROUPS, scale.add(1), shift)));
    return change.add(shortcut ? shortcut(x) : x) as tf.Tensor4D;
  };
}

/** Residual self-attention over the positions of a level; starts as the identity. */
export function selfAttention(
  scope: Scope,
  channels: number,
  heads: number,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const norm = groupNorm(scope.in("norm"), { channels, groups: GROUPS });
  const attend = attention(scope, { features: channels, heads, initialiseOutput: zeros });
  return (x) => {
    const [n, height, width] = x.shape;
    const tokens = norm(x).reshape([n, height * width, channels]) as tf.Tensor3D;
    return x.add(attend(tokens).reshape(x.shape)) as tf.Tensor4D;
  };
}

/** Twice the side by repeating pixels, then a convolution. */
export function upsample(scope: Scope, inputs: number, outputs: number): (x: tf.Tensor4D) => tf.Tensor4D {
  const convolve = conv2d(scope, { inputs, outputs, bias: false });
  return (x) => {
    const [, height, width] = x.shape;
    return convolve(tf.image.resizeNearestNeighbor(x, [2 * height, 2 * width]));
  };
}
