import type { RandomStream } from "@limen/random";
import type { Scene } from "./controls.ts";

/** Blur, contrast, brightness and grain of the camera; gives grey bytes. */
export function develop(picture: Float32Array, scene: Scene, size: number, grain: RandomStream): Uint8Array {
  const soft = blur(picture, size, scene.blur);
  const bytes = new Uint8Array(soft.length);
  for (let i = 0; i < soft.length; i++) {
    const exposed = 0.5 + (soft[i]! - 0.5) * scene.contrast + scene.brightness + scene.noise * grain.normal();
    bytes[i] = Math.min(255, Math.max(0, Math.round(255 * exposed)));
  }
  return bytes;
}

/** Three-tap binomial-like blur, `amount` 0 (none) … 1 (weights ¼ ½ ¼), rows then columns. */
function blur(picture: Float32Array, size: number, amount: number): Float32Array {
  const side = 0.25 * amount;
  const middle = 1 - 2 * side;
  const pass = (from: Float32Array, step: number, position: (i: number) => number): Float32Array =>
    from.map((value, i) => {
      const before = position(i) > 0 ? from[i - step]! : value;
      const after = position(i) < size - 1 ? from[i + step]! : value;
      return middle * value + side * (before + after);
    });
  const rows = pass(picture, 1, (i) => i % size);
  return pass(rows, size, (i) => Math.floor(i / size));
}
