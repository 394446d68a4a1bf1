import { between } from "../degrees.ts";
import type { ChangeFace } from "./change.ts";

/** (share of the side) how far the second half is shifted along the cut. */
const SHIFT = { least: 0.2, most: 0.35 };

/** Half of the face beside half of another, cut upright or across, the halves shifted against each other. */
export const joinHalves: ChangeFace = ({ face, other, size, random }) => {
  const upright = random.uniform() < 0.5;
  const far = Math.round(size * between(SHIFT.least, SHIFT.most, random.uniform()));
  const shift = random.uniform() < 0.5 ? far : -far;
  return face.map((value, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    const [across, along] = upright ? [x, y] : [y, x];
    if (across < size / 2) return value;
    const from = mirrored(along + shift, size);
    return (upright ? other[from * size + x] : other[y * size + from])!;
  });
};

/** A place beyond the border is mirrored into the picture. */
function mirrored(place: number, size: number): number {
  if (place < 0) return -1 - place;
  return place < size ? place : 2 * size - 1 - place;
}
