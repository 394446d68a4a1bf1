/** (degrees) of the two turns */
const TURN = 3;
/** Factor on the distance of each pixel from the picture's mean. */
const CONTRAST = 0.9;

type Place = readonly [x: number, y: number];

/** Where a pixel of a copy comes from. */
type Source = (x: number, y: number) => Place;

/** One pixel in each direction, mirrored, turned either way. */
const sourcesOf = (size: number): readonly Source[] => [
  (x, y) => [x - 1, y],
  (x, y) => [x + 1, y],
  (x, y) => [x, y - 1],
  (x, y) => [x, y + 1],
  (x, y) => [size - 1 - x, y],
  turned(size, TURN),
  turned(size, -TURN),
];

/** The moves of `sourcesOf`, and less contrast. */
export const CHANGE_COUNT = 8;

/** For each pixel of a copy, the four pixels that it is mixed from, and their weights. */
interface Mixture {
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

/**
 * The eight small changes that no person would take for another face: one pixel in each direction, mirrored, turned by
 * 3° either way, a tenth less contrast. Bilinear; what comes in from outside repeats the border. What is given back
 * takes a picture [size × size] and gives its copies, one after the other.
 */
export function pictureChanger(size: number): (picture: Float32Array) => Float32Array {
  const mixtures = sourcesOf(size).map((source) => mixtureOf(size, source));
  return (picture) => {
    const changed = new Float32Array(CHANGE_COUNT * size ** 2);
    for (const [index, mixture] of mixtures.entries()) mix(picture, mixture, changed, index * size ** 2);
    changed.set(softened(picture), mixtures.length * size ** 2);
    return changed;
  };
}

function mix(from: Float32Array, { places, weights }: Mixture, to: Float32Array, start: number): void {
  for (let pixel = 0; pixel < from.length; pixel++) {
    let sum = 0;
    for (let tap = 4 * pixel; tap < 4 * pixel + 4; tap++) sum += weights[tap]! * from[places[tap]!]!;
    to[start + pixel] = sum;
  }
}

function mixtureOf(size: number, source: Source): Mixture {
  const places = new Int32Array(4 * size ** 2);
  const weights = new Float32Array(4 * size ** 2);
  const inside = (value: number) => Math.min(size - 1, Math.max(0, value));
  for (let pixel = 0; pixel < size ** 2; pixel++) {
    const [x, y] = source(pixel % size, Math.floor(pixel / size)).map(inside) as [number, number];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, below] = [Math.min(size - 1, left + 1), Math.min(size - 1, top + 1)];
    const [across, down] = [x - left, y - top];
    places.set([top * size + left, top * size + right, below * size + left, below * size + right], 4 * pixel);
    weights.set(
      [(1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down],
      4 * pixel,
    );
  }
  return { places, weights };
}

function turned(size: number, degrees: number): Source {
  const centre = (size - 1) / 2;
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  return (x, y) => [
    centre + cos * (x - centre) - sin * (y - centre),
    centre + sin * (x - centre) + cos * (y - centre),
  ];
}

function softened(from: Float32Array): Float32Array {
  const mean = from.reduce((sum, value) => sum + value, 0) / from.length;
  return from.map((value) => mean + CONTRAST * (value - mean));
}
