import { deserialize, serialize } from "node:v8";
import {
  assignBasis,
  buildDenoiser,
  type DenoiserConfig,
  denoisingLoss,
  joinExperts,
  type LossWeighting,
} from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { FlatAdam, type FlatAdamState, lossGradients, type ParameterArrays } from "@limen/models";
import type { RandomStream } from "@limen/random";
import type { StageContext } from "@limen/stage";
import type { priorLossTable, priorSamplesTable, Row } from "@limen/tables";
import { basisOf } from "./basis-of.ts";
import { batchDrawer, type DrawBatch } from "./draw-batch.ts";
import { drawSheet } from "./draw-sheet.ts";
import type { FaceSet } from "./load-faces.ts";
import { addLosses, type LossBands, lossRows, noLosses } from "./loss-bands.ts";
import type { Params } from "./params.ts";
import { configOf, highPhase, lowPhase, onlyPhase, type Phase } from "./phases.ts";

/** Stretches of the training that the loss table tells apart. */
const STRETCHES = 20;
/** Second-moment decay of EDM's Adam. */
const BETA2 = 0.99;
/** Share of the learning rate that is left at the end. */
const LAST_RATE = 0.02;

export interface Trained {
  readonly config: DenoiserConfig;
  /** Averaged weights. */
  readonly weights: ParameterArrays;
  readonly loss: readonly Row<typeof priorLossTable>[];
  readonly samples: readonly Row<typeof priorSamplesTable>[];
}

/** Everything that the rest of the training depends on. */
interface Progress {
  readonly images: number;
  readonly parameters: ParameterArrays;
  readonly adam: FlatAdamState;
  readonly bands: LossBands;
  readonly loss: readonly Row<typeof priorLossTable>[];
  readonly samples: readonly Row<typeof priorSamplesTable>[];
}

type Surroundings = Pick<StageContext, "checkpoints" | "progress"> & {
  readonly random: RandomStream;
};

/** Trains the prior, going on from the last checkpoint; a stopped and continued run ends in the same bytes. */
export async function trainPrior(faces: FaceSet, params: Params, context: Surroundings): Promise<Trained> {
  const config = configOf(faces, params);
  if (config.architecture !== "experts") return trainPhase(faces, onlyPhase(config, params), params, context);
  const high = await trainPhase(faces, highPhase(config, params), params, context);
  const low = await trainPhase(faces, lowPhase(config, params, high.weights), params, context);
  const weights = joinExperts(high.weights, low.weights);
  return { config, weights, loss: [...high.loss, ...low.loss], samples: low.samples };
}

/** Trains one net. Its last checkpoint is its end: where a later phase was stopped, this one is not done again. */
async function trainPhase(
  faces: FaceSet,
  phase: Phase,
  params: Params,
  context: Surroundings,
): Promise<Trained> {
  const { config, batch } = phase;
  const random = phase.name === "high" ? context.random.split("high") : context.random;
  const net = buildDenoiser(config, random.split("weights"));
  const { ema, clip: clipNorm } = params;
  const adam = new FlatAdam(net.parameters, { beta2: BETA2, ema, clipNorm, names: net.trained });
  if (config.architecture === "eigen") assignBasis(net.parameters, basisOf(faces, config.components));
  const draw = batchDrawer(faces, params, phase.drawSigma, random.split("images"));
  const total = Math.ceil(phase.images / batch) * batch;
  const sheets = new Set(params.sheetAt.map((share) => Math.ceil((share * total) / batch) * batch));

  let { images, bands, loss, samples } = resume(context, net.parameters.toArrays(), adam.state());
  function resume(from: Surroundings, parameters: ParameterArrays, state: FlatAdamState): Progress {
    const saved = from.checkpoints.load(phase.name);
    if (saved === undefined)
      return { images: 0, parameters, adam: state, bands: noLosses, loss: [], samples: [] };
    const progress = deserialize(saved) as Progress;
    net.parameters.assign(progress.parameters);
    adam.restore(progress.adam);
    return progress;
  }

  while (images < total) {
    const rate = learningRate(phase, images, total);
    const step = trainStep(net, adam, draw, images, rate, batch, params.weighting);
    images += batch;
    bands = addLosses(bands, step.sigmas, step.losses);
    if (crosses(images, batch, total / STRETCHES)) {
      loss = [...loss, ...lossRows(bands, images)];
      bands = noLosses;
    }
    if (phase.whole && sheets.has(images)) {
      const prior = phase.whole(adam.emaArrays());
      samples = [...samples, ...(await sheetOf(prior, images, params, context.random))];
    }
    if (crosses(images, batch, params.checkpointEvery) || images === total) {
      const progress: Progress = {
        images,
        parameters: net.parameters.toArrays(),
        adam: adam.state(),
        bands,
        loss,
        samples,
      };
      context.checkpoints.save(phase.name, serialize(progress));
    }
    context.progress(images, total, "images");
  }
  const weights = adam.emaArrays();
  adam.dispose();
  net.dispose();
  return { config, weights, loss, samples };
}

/** Linear rise over the warm-up, linear fall over the whole training. */
function learningRate({ learningRate, warmup }: Phase, images: number, total: number): number {
  const rise = warmup === 0 ? 1 : Math.min(1, images / warmup);
  return learningRate * rise * (LAST_RATE + (1 - LAST_RATE) * (1 - images / total));
}

function trainStep(
  net: ReturnType<typeof buildDenoiser>,
  adam: FlatAdam,
  draw: DrawBatch,
  images: number,
  rate: number,
  count: number,
  weighting: LossWeighting,
): { readonly sigmas: readonly number[]; readonly losses: Float32Array } {
  const batch = draw(images, count);
  const losses = tf.tidy(() => {
    let each: tf.Tensor1D | undefined;
    const { gradients } = lossGradients(
      net.parameters,
      () => {
        each = tf.keep(denoisingLoss(net.estimate, batch, weighting));
        return each.mean();
      },
      net.trained,
    );
    adam.step(gradients, rate);
    const values = Float32Array.from(each!.dataSync());
    each!.dispose();
    return values;
  });
  tf.dispose([batch.clean, batch.noise, batch.condition]);
  return { sigmas: batch.sigmas, losses };
}

/** True when the last batch passed a multiple of `every`. */
function crosses(images: number, batch: number, every: number): boolean {
  return Math.floor(images / every) > Math.floor((images - batch) / every);
}

async function sheetOf(
  { config, weights }: Pick<Trained, "config" | "weights">,
  images: number,
  params: Params,
  random: RandomStream,
): Promise<Row<typeof priorSamplesTable>[]> {
  const net = buildDenoiser(config, random.split("replaced"));
  net.parameters.assign(weights);
  const { samples, steps, conditional } = params;
  const rows = await drawSheet(net, images, { samples, steps, conditional, random: random.split("sheet") });
  net.dispose();
  return rows;
}
