import type { Canvas } from "./canvas.ts";
import type { Scene } from "./controls.ts";

/** Height of the plane about which the head turns. */
const TURN_DEPTH = 0.25;

/**
 * The shaded canvas as the camera sees it: rolled, shifted, zoomed, and turned by moving each point in proportion to
 * its height (parallax). Each picture pixel averages 2 × 2 samples. Gives `size × size` grey levels, about 0…1.
 */
export function project(canvas: Canvas, grey: Float32Array, scene: Scene, size: number): Float32Array {
  const picture = new Float32Array(size * size);
  const cos = Math.cos(scene.roll);
  const sin = Math.sin(scene.roll);
  const [turnX, turnY] = [Math.sin(scene.yaw), Math.sin(scene.pitch)];
  const step = 1 / size;
  for (let row = 0; row < 2 * size; row++) {
    for (let column = 0; column < 2 * size; column++) {
      const sx = ((column + 0.5) * step - 1 - scene.shift_x) / scene.zoom;
      const sy = ((row + 0.5) * step - 1 - scene.shift_y) / scene.zoom;
      const [x, y] = [cos * sx + sin * sy, cos * sy - sin * sx];
      // The height under a turned point is found by two steps of fixed-point iteration.
      let depth = lookUp(canvas, canvas.height, x, y) - TURN_DEPTH;
      depth = lookUp(canvas, canvas.height, x - turnX * depth, y - turnY * depth) - TURN_DEPTH;
      const value = lookUp(canvas, grey, x - turnX * depth, y - turnY * depth);
      const index = (row >> 1) * size + (column >> 1);
      picture[index] = picture[index]! + 0.25 * value;
    }
  }
  return picture;
}

/** Bilinear look-up in face units; the border goes on for ever. */
function lookUp(canvas: Canvas, field: Float32Array, x: number, y: number): number {
  const { side, scale } = canvas;
  const column = Math.min(side - 1.001, Math.max(0, x * scale + side / 2 - 0.5));
  const row = Math.min(side - 1.001, Math.max(0, y * scale + side / 2 - 0.5));
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [u, v] = [column - left, row - top];
  const index = top * side + left;
  const above = field[index]! * (1 - u) + field[index + 1]! * u;
  const below = field[index + side]! * (1 - u) + field[index + side + 1]! * u;
  return above * (1 - v) + below * v;
}
