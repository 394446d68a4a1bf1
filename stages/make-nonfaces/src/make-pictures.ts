import type { DenoiserNet } from "@limen/diffusion";
import { invariant } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import { changes } from "./changes/index.ts";
import { drawFromPrior } from "./draw-from-prior.ts";
import { isPriorKind, PRIOR_KINDS, type PriorKind } from "./kinds.ts";
import type { Job } from "./plan.ts";

/** A job and what came of it: [size × size], values not yet cut to [−1, 1]. */
export interface Picture {
  readonly job: Job;
  readonly pixels: Float32Array;
}

/** Pictures computed together; fixed, because kernels' rounding depends on it. */
const BLOCK = 32;

/** Makes all pictures: first those changed by hand, in order, then those of the prior, kind by kind. */
export async function* makePictures(
  jobs: readonly Job[],
  size: number,
  prior: DenoiserNet | undefined,
): AsyncGenerator<Picture> {
  const changed = jobs.filter((job) => !isPriorKind(job.kind));
  for (const block of blocks(changed)) yield* await changeBlock(block, size);
  for (const kind of PRIOR_KINDS) {
    const own = jobs.filter((job) => job.kind === kind);
    invariant(own.length === 0 || prior !== undefined, `kind ${kind} was planned without a prior`);
    for (const block of blocks(own)) yield* await drawBlock(prior!, kind, block, size);
  }
}

async function changeBlock(block: readonly Job[], size: number): Promise<Picture[]> {
  const faces = await decodeFaces(block, size);
  const others = await decodeUnitBatch(
    block.map((job) => job.other.image.bytes),
    size,
  );
  return block.map((job, i) => {
    const { kind, strength, random } = job;
    invariant(!isPriorKind(kind), `kind ${kind} is drawn from the prior`);
    const face = pictureOf(faces, i, size);
    const other = pictureOf(others, i, size);
    return { job, pixels: changes[kind].make({ face, other, size, strength, random }) };
  });
}

async function drawBlock(
  prior: DenoiserNet,
  kind: PriorKind,
  block: readonly Job[],
  size: number,
): Promise<Picture[]> {
  const pixels = drawFromPrior(prior, kind, {
    faces: await decodeFaces(block, size),
    strengths: block.map((job) => job.strength),
    randoms: block.map((job) => job.random),
  });
  return block.map((job, i) => ({ job, pixels: pictureOf(pixels, i, size) }));
}

function decodeFaces(block: readonly Job[], size: number): Promise<Float32Array> {
  return decodeUnitBatch(
    block.map((job) => job.face.image.bytes),
    size,
  );
}

function pictureOf(pixels: Float32Array, index: number, size: number): Float32Array {
  return pixels.subarray(index * size * size, (index + 1) * size * size);
}

function* blocks(jobs: readonly Job[]): Generator<readonly Job[]> {
  for (let first = 0; first < jobs.length; first += BLOCK) yield jobs.slice(first, first + BLOCK);
}
