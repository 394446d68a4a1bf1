import type { Canvas } from "./canvas.ts";
import type { Scene } from "./controls.ts";

/** Steepest slope that still matters: at the outline of the head the true one is infinite. */
const MAX_SLOPE = 2.2;

/**
 * Light from one direction plus ambient light on the height field (Lambert with a soft terminator), and a slight gloss.
 * Gives grey levels, about 0…1, on the canvas.
 */
export function shade(canvas: Canvas, scene: Scene): Float32Array {
  const { side, scale, height, albedo, lit } = canvas;
  const light = direction(scene.light_side, scene.light_height);
  const half = normalised([light[0], light[1], light[2] + 1]);
  const grey = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const index = row * side + column;
      const share = lit[index]!;
      if (share === 0) {
        grey[index] = albedo[index]!;
        continue;
      }
      const left = column > 0 ? index - 1 : index;
      const right = column < side - 1 ? index + 1 : index;
      const above = row > 0 ? index - side : index;
      const below = row < side - 1 ? index + side : index;
      const slopeX = clampSlope((height[right]! - height[left]!) * 0.5 * scale);
      const slopeY = clampSlope((height[below]! - height[above]!) * 0.5 * scale);
      const norm = 1 / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      const facing = (-slopeX * light[0] - slopeY * light[1] + light[2]) * norm;
      const diffuse = Math.max(0, (facing + 0.25) / 1.25);
      const mirror = Math.max(0, (-slopeX * half[0] - slopeY * half[1] + half[2]) * norm);
      const mirror4 = mirror * mirror * mirror * mirror;
      const shine = mirror4 * mirror4 * mirror4 * mirror4;
      const lightness = scene.ambient + (1.08 - scene.ambient) * diffuse;
      const surface = albedo[index]! * lightness + 0.07 * shine * diffuse;
      grey[index] = albedo[index]! * (1 - share) * 0.6 + surface * share + (1 - share) * 0.4 * albedo[index]!;
    }
  }
  return grey;
}

function clampSlope(slope: number): number {
  return Math.min(MAX_SLOPE, Math.max(-MAX_SLOPE, slope));
}

/** Unit vector toward the light: `sideways` and `up` in radians from straight ahead; y points down. */
function direction(sideways: number, up: number): readonly [number, number, number] {
  return [Math.sin(sideways) * Math.cos(up), -Math.sin(up), Math.cos(sideways) * Math.cos(up)];
}

function normalised(v: readonly [number, number, number]): readonly [number, number, number] {
  const norm = 1 / Math.hypot(...v);
  return [v[0] * norm, v[1] * norm, v[2] * norm];
}
