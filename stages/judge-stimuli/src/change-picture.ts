type Change = (picture: Float32Array, size: number) => Float32Array;

/** (degrees) of the two turns */
const TURN = 3;
/** Factor on the distance of each pixel from the picture's mean. */
const CONTRAST = 0.9;

/**
 * The eight small changes that no person would take for another face: one pixel in each direction, mirrored, turned by
 * 3° either way, a tenth less contrast. Bilinear; what comes in from outside repeats the border.
 */
const CHANGES: readonly Change[] = [
  (from, size) => warp(from, size, (x, y) => [x - 1, y]),
  (from, size) => warp(from, size, (x, y) => [x + 1, y]),
  (from, size) => warp(from, size, (x, y) => [x, y - 1]),
  (from, size) => warp(from, size, (x, y) => [x, y + 1]),
  (from, size) => warp(from, size, (x, y) => [size - 1 - x, y]),
  (from, size) => warp(from, size, turned(size, TURN)),
  (from, size) => warp(from, size, turned(size, -TURN)),
  (from) => softened(from),
];

export const CHANGE_COUNT = CHANGES.length;

/** The eight changed copies of a picture [size × size], one after the other. */
export function changePicture(picture: Float32Array, size: number): Float32Array {
  const changed = new Float32Array(CHANGE_COUNT * size ** 2);
  for (const [index, change] of CHANGES.entries()) changed.set(change(picture, size), index * size ** 2);
  return changed;
}

type Place = readonly [x: number, y: number];

function turned(size: number, degrees: number): (x: number, y: number) => Place {
  const centre = (size - 1) / 2;
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return (x, y) => [
    centre + cos * (x - centre) - sin * (y - centre),
    centre + sin * (x - centre) + cos * (y - centre),
  ];
}

/** `source` says where a pixel of the copy comes from. */
function warp(from: Float32Array, size: number, source: (x: number, y: number) => Place): Float32Array {
  return Float32Array.from(from, (_, pixel) => {
    const [x, y] = source(pixel % size, Math.floor(pixel / size));
    return valueAt(from, size, x, y);
  });
}

function valueAt(from: Float32Array, size: number, x: number, y: number): number {
  const inside = (value: number) => Math.min(size - 1, Math.max(0, value));
  const left = Math.floor(inside(x));
  const top = Math.floor(inside(y));
  const right = Math.min(size - 1, left + 1);
  const below = Math.min(size - 1, top + 1);
  const across = inside(x) - left;
  const down = inside(y) - top;
  const row = (line: number) =>
    from[line * size + left]! * (1 - across) + from[line * size + right]! * across;
  return row(top) * (1 - down) + row(below) * down;
}

function softened(from: Float32Array): Float32Array {
  const mean = from.reduce((sum, value) => sum + value, 0) / from.length;
  return from.map((value) => mean + CONTRAST * (value - mean));
}
