import { shuffled } from "@limen/random";
import type { ChangeFace } from "./change.ts";

/** (share of the side) centres of eyes and mouth in face crops as FER+'s and the renderer's. */
const FEATURES = [
  { x: 0.3, y: 0.4 },
  { x: 0.7, y: 0.4 },
  { x: 0.5, y: 0.77 },
] as const;

/** (share of the side) half of the width and height of a feature's patch, and how wide its edge fades. */
const PATCH = { x: 0.19, y: 0.13, edge: 0.05 };

type Centre = (typeof FEATURES)[number];

/**
 * Covers one, two or all three of both eyes and mouth, by strength (⅓, ⅔, 1) and in random order, with the mean of the
 * skin around each.
 */
export const coverFeatures: ChangeFace = ({ face, size, strength, random }) => {
  const covered = face.slice();
  const count = Math.round(strength * FEATURES.length);
  for (const centre of shuffled(random, FEATURES).slice(0, count)) {
    const skin = skinAround(face, size, centre);
    for (let i = 0; i < face.length; i++) {
      const weight = patchWeight(i, size, centre);
      covered[i] = (1 - weight) * covered[i]! + weight * skin;
    }
  }
  return covered;
};

/** Every one of both eyes and mouth stands where another was: there are two ways, and one is drawn. */
export const moveFeatures: ChangeFace = ({ face, size, random }) => {
  const moved = face.slice();
  const turn = random.uniform() < 0.5 ? 1 : 2;
  for (const [index, to] of FEATURES.entries()) {
    const from = FEATURES[(index + turn) % FEATURES.length]!;
    const down = Math.round((from.y - to.y) * size);
    const right = Math.round((from.x - to.x) * size);
    for (let i = 0; i < face.length; i++) {
      const weight = patchWeight(i, size, to);
      if (weight === 0) continue;
      const x = inside((i % size) + right, size);
      const y = inside(Math.floor(i / size) + down, size);
      moved[i] = (1 - weight) * moved[i]! + weight * face[y * size + x]!;
    }
  }
  return moved;
};

/** 1 within the patch, 0 outside, with an edge that fades: a sharp one would give the change away. */
function patchWeight(index: number, size: number, centre: Centre): number {
  const dx = Math.abs((index % size) + 0.5 - centre.x * size) / size;
  const dy = Math.abs(Math.floor(index / size) + 0.5 - centre.y * size) / size;
  return fade(dx - PATCH.x) * fade(dy - PATCH.y);
}

function fade(beyond: number): number {
  return Math.min(1, Math.max(0, 1 - beyond / PATCH.edge));
}

/** Mean over the edge of the patch. */
function skinAround(face: Float32Array, size: number, centre: Centre): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < face.length; i++) {
    const weight = patchWeight(i, size, centre);
    const edge = weight * (1 - weight);
    sum += edge * face[i]!;
    total += edge;
  }
  return sum / total;
}

function inside(place: number, size: number): number {
  return Math.min(size - 1, Math.max(0, place));
}
