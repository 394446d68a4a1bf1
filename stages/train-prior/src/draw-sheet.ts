import {
  conditioned,
  type DenoiserNet,
  karrasSigmas,
  mixedCondition,
  noiseSource,
  sampleDpmSolver2m,
  startOf,
} from "@limen/diffusion";
import { numbersOf } from "@limen/engine/tf";
import { encodeGreyPng, fromUnit } from "@limen/images";
import type { RandomStream } from "@limen/random";
import type { priorSamplesTable, Row } from "@limen/tables";

/** Faces drawn together; fixed, because kernels' rounding depends on it. */
const BLOCK = 16;

export interface SheetOptions {
  readonly samples: number;
  readonly steps: number;
  readonly conditional: boolean;
  /** Sample k grows from its k-th branch, at every length of training. */
  readonly random: RandomStream;
}

/** Draws faces from the prior as it is; with classes, sample k is asked for class k mod (number of classes). */
export async function drawSheet(
  net: DenoiserNet,
  images: number,
  options: SheetOptions,
): Promise<Row<typeof priorSamplesTable>[]> {
  const { samples, conditional } = options;
  const { classes, size } = net.config;
  const rows: Row<typeof priorSamplesTable>[] = [];
  for (let first = 0; first < samples; first += BLOCK) {
    const indices = Array.from({ length: Math.min(BLOCK, samples - first) }, (_, i) => first + i);
    const asked = indices.map((index) => (conditional ? [index % classes.length] : []));
    const pixels = sampleBlock(net, indices, asked, options);
    for (const [place, sample] of indices.entries()) {
      const bytes = fromUnit(pixels.subarray(place * size * size, (place + 1) * size * size));
      const wanted = asked[place]![0];
      rows.push({
        images,
        sample,
        class: wanted === undefined ? null : classes[wanted]!,
        image: { bytes: await encodeGreyPng(bytes, size), path: null },
      });
    }
  }
  return rows;
}

function sampleBlock(
  net: DenoiserNet,
  indices: readonly number[],
  asked: readonly (readonly number[])[],
  { steps, random }: SheetOptions,
): Float32Array {
  const sigmas = karrasSigmas({ steps });
  const streams = indices.map((index) => random.split(index));
  return numbersOf(() => {
    const denoiser = conditioned(net.denoise, mixedCondition(asked, net.config.classes.length));
    const noise = noiseSource(streams, net.config.size);
    return sampleDpmSolver2m(denoiser, startOf(noise, sigmas), noise, { sigmas, eta: 0 });
  });
}
