import type { RandomStream } from "@limen/random";
import { centred, relativeEntropy, softmax } from "./observer-scores.ts";

const FEATURES = 64;
/** Steepest and flattest softmax that the search for a wanted entropy may use. */
const SHARPEST = 1e3;
const FLATTEST = 1e-3;
const BISECTIONS = 50;

/**
 * World W2: scores that depend on the image alone, by a fixed random map that shares nothing with any net, and whose
 * entropies are spread as those of the given scores are.
 *
 * The map is a random combination of cosines of random projections (Rahimi and Recht 2007), so fine that two images get
 * unrelated values while the same image always gets the same. Entropies are handed out by rank, so their distribution
 * over the stimuli equals the one replaced; which stimulus gets which is all that changes.
 *
 * @param images one array of pixels a stimulus, values in [-1, 1]
 */
export function unrelatedScores(
  images: readonly Float32Array[],
  scores: readonly Float64Array[],
  random: RandomStream,
): Float64Array[] {
  const classes = scores[0]?.length ?? 0;
  const raw = randomFeatures(images, classes, random);
  const wanted = scores.map((z) => relativeEntropy(softmax(z))).sort((a, b) => a - b);
  const byEntropy = raw
    .map((u, index) => ({ index, entropy: relativeEntropy(softmax(u)) }))
    .sort((a, b) => a.entropy - b.entropy || a.index - b.index);
  const result: Float64Array[] = new Array(raw.length);
  byEntropy.forEach(({ index }, rank) => {
    result[index] = scaledToEntropy(raw[index]!, wanted[rank]!);
  });
  return result;
}

function randomFeatures(
  images: readonly Float32Array[],
  classes: number,
  random: RandomStream,
): Float64Array[] {
  const pixels = images[0]?.length ?? 0;
  const projections = Array.from({ length: FEATURES }, (_, k) =>
    random.split("projection").split(k).normals(pixels),
  );
  const phases = Array.from({ length: FEATURES }, () => 2 * Math.PI * random.uniform());
  const weights = Float64Array.from({ length: FEATURES * classes }, () => random.normal());
  return images.map((image) => {
    const u = new Float64Array(classes);
    projections.forEach((projection, k) => {
      let product = phases[k]!;
      for (let i = 0; i < pixels; i++) product += projection[i]! * image[i]!;
      const feature = Math.cos(product) * Math.sqrt(2 / FEATURES);
      for (let c = 0; c < classes; c++) u[c]! += feature * weights[k * classes + c]!;
    });
    return centred(u);
  });
}

/** u times the factor at which its softmax has that relative entropy, by bisection of the factor's logarithm. */
function scaledToEntropy(u: Float64Array, entropy: number): Float64Array {
  let flat = Math.log(FLATTEST);
  let sharp = Math.log(SHARPEST);
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (flat + sharp) / 2;
    const factor = Math.exp(middle);
    if (relativeEntropy(softmax(u.map((value) => value * factor))) > entropy) flat = middle;
    else sharp = middle;
  }
  const factor = Math.exp((flat + sharp) / 2);
  return u.map((value) => value * factor);
}
