import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mixedCondition, noiseSource } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { InternalError } from "@limen/errors";
import { toUnit } from "@limen/images";
import { RandomStream } from "@limen/random";
import type { Params } from "@limen/sample-boundaries/sampling";
import { type Block, drawBlock, type NaturalFace, type Nets } from "@limen/sampling";
import { pairsOf } from "./attempts.ts";
import { runTorch, sampleWithTorch, type TorchJob } from "./sides.ts";

/** Largest difference of any output of the nets. */
const NETS_AGREE = 1e-3;
/** (grey levels) largest difference of two short walks with the same noise: rounding of rounding. */
const WALKS_AGREE = 2;
const SIGMAS = [0.02, 0.3, 2, 80];
const WALK = { ddpmSteps: 4, resamples: 2 };

/** Proves that PyTorch computes the same nets and walks the same loop; throws an InternalError where it does not. */
export function checkTwin(
  nets: Nets,
  plan: readonly Block[],
  job: TorchJob,
  faces: readonly NaturalFace[],
  settings: Params,
  folder: string,
): void {
  const differences = [
    ...compareNets(nets, plan[0]!, job, faces, folder).map((found) => ({ ...found, wanted: NETS_AGREE })),
    ...[false, true].map((mended) => ({
      of: mended ? "a short mended walk (grey levels)" : "a short published walk (grey levels)",
      difference: compareWalks(nets, plan[0]!, job, { ...settings, ...WALK }, mended, folder),
      wanted: WALKS_AGREE,
    })),
  ];
  console.log("PyTorch against Limen, same weights and inputs; largest difference:");
  for (const { of, difference } of differences) console.log(`  ${of}: ${difference.toPrecision(2)}`);
  const wrong = differences.filter(({ difference, wanted }) => !(difference <= wanted));
  if (wrong.length === 0) return;
  const list = wrong.map(({ of, wanted }) => `${of} (at most ${wanted})`).join(", ");
  throw new InternalError(`the PyTorch twin is not Limen's: ${list}`);
}

interface Difference {
  readonly of: string;
  readonly difference: number;
}

/** Clean estimates at four noise levels, and the calibrated logits of guides and judge, on real faces. */
function compareNets(
  nets: Nets,
  block: Block,
  job: TorchJob,
  faces: readonly NaturalFace[],
  folder: string,
): Difference[] {
  const { size, classes, prior, guides, heldOut } = nets;
  const shown = faces.slice(0, block.length);
  const pairs = pairsOf(block.slice(0, shown.length));
  const flat = shown.flatMap(({ pixels }) => [...toUnit(pixels)]);
  const random = RandomStream.fromSeed("check of the twin");
  const judges = [...guides, heldOut];
  const { inputs, estimates, logits } = tf.tidy(() => {
    const clean = tf.tensor4d(flat, [shown.length, size, size, 1]);
    const condition = mixedCondition(pairs, classes.length);
    const noisy = SIGMAS.map((sigma, level) => {
      const noise = tf.tensor4d(random.split(level).normals(flat.length), clean.shape);
      return clean.add(noise.mul(sigma)) as tf.Tensor4D;
    });
    return {
      inputs: [clean, ...noisy].map(valuesOf),
      estimates: noisy.map((x, level) => valuesOf(prior.denoise(x, SIGMAS[level]!, condition))),
      logits: judges.map((net) => valuesOf(net.logits(clean))),
    };
  });
  const images = join(folder, "images");
  writeFileSync(images, Buffer.concat(inputs.map(bytesOf)));
  const torch = runTorch<{ estimates: number[][]; logits: number[][] }>(
    { ...job, kind: "forward", images, sigmas: SIGMAS, pairs },
    folder,
  );
  return [
    ...SIGMAS.map((sigma, level) => ({
      of: `prior at noise ${sigma}`,
      difference: largest(estimates[level]!, torch.estimates[level]!),
    })),
    ...judges.map(({ name }, place) => ({
      of: `logits of ${name}`,
      difference: largest(logits[place]!, torch.logits[place]!),
    })),
  ];
}

/** A few levels of the loop from the same noise, by both: gradients, schedule and time travel. */
function compareWalks(
  nets: Nets,
  block: Block,
  job: TorchJob,
  settings: Params,
  mended: boolean,
  folder: string,
): number {
  const { ddpmSteps: steps, resamples } = settings;
  const random = RandomStream.fromSeed("walk of the twin");
  const sampler = mended ? "reference-mended" : "reference";
  const own = drawBlock(nets, { ...settings, sampler }, block, random);
  const draw = noiseSource(
    block.map(({ index }) => random.split(index)),
    nets.size,
  );
  const noise = join(folder, "noise");
  // The start, and at most two draws a walk: on the way down, and back up.
  const draws = Array.from({ length: 1 + 2 * steps * resamples }, () => tf.tidy(() => valuesOf(draw())));
  writeFileSync(noise, Buffer.concat(draws.map(bytesOf)));
  const short = { ...job, blocks: job.blocks.slice(0, 1), steps, resamples };
  const { pixels } = sampleWithTorch(short, { mended, noise }, folder);
  return largest(Buffer.concat(own.pixels), pixels);
}

function valuesOf(tensor: tf.Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** NaN where anything is not a number or the lengths differ, which no bound admits. */
function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
