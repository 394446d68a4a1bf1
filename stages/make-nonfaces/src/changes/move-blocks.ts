import { permutation } from "@limen/random";
import type { ChangeFace } from "./change.ts";

/** Cuts the face into `count` by `count` squares and lays them out in random order. `count` must divide the side. */
export function moveBlocks(count: number): ChangeFace {
  return ({ face, size, random }) => {
    const side = size / count;
    const from = permutation(random, count * count);
    return face.map((_, i) => {
      const [x, y] = [i % size, Math.floor(i / size)];
      const block = from[Math.floor(y / side) * count + Math.floor(x / side)]!;
      const [left, top] = [(block % count) * side, Math.floor(block / count) * side];
      return face[(top + (y % side)) * size + left + (x % side)]!;
    });
  };
}
