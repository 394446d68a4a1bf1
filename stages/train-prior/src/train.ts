import { deserialize, serialize } from "node:v8";
import {
  assignBasis,
  buildDenoiser,
  type DenoiserConfig,
  type DenoisingBatch,
  denoisingLoss,
  joinExperts,
} from "@limen/diffusion";
import { numbersOf, tf } from "@limen/engine/tf";
import { FlatAdam, type FlatAdamState, type Minimiser, type ParameterArrays } from "@limen/models";
import type { RandomStream } from "@limen/random";
import type { StageContext } from "@limen/stage";
import type { priorLossTable, priorSamplesTable, Row } from "@limen/tables";
import { basisOf } from "./basis-of.ts";
import { type Batch, batchDrawer } from "./draw-batch.ts";
import { drawSheet } from "./draw-sheet.ts";
import type { FaceSet } from "./load-faces.ts";
import { addLosses, type LossBands, lossRows } from "./loss-bands.ts";
import type { Params } from "./params.ts";
import { configOf, type Phase, phasesOf, type Schedule } from "./phases.ts";

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
  const phases = phasesOf(config, params);
  const nets: ParameterArrays[] = [];
  const loss: Row<typeof priorLossTable>[] = [];
  const samples: Row<typeof priorSamplesTable>[] = [];
  for (const phase of phases) {
    // Before the last net there is no prior of which a sheet could be drawn.
    const last = phase === phases.at(-1);
    const wholeWith = (weights: ParameterArrays) => joined([...nets, weights]);
    const sheetOf = last ? drawer(config, wholeWith, params, context.random) : undefined;
    const trained = await trainPhase(faces, phase, params, sheetOf, context);
    nets.push(trained.weights);
    loss.push(...trained.loss);
    samples.push(...trained.samples);
  }
  return { config, weights: joined(nets), loss, samples };
}

function joined(nets: readonly ParameterArrays[]): ParameterArrays {
  return nets.length === 1 ? nets[0]! : joinExperts(nets);
}

/** Rows of the sheet of a net with these weights, after so many images. */
type DrawRows = (weights: ParameterArrays, images: number) => Promise<Row<typeof priorSamplesTable>[]>;

/** Trains one net. Its last checkpoint is its end: where a later net's training was stopped, it is not done again. */
async function trainPhase(
  faces: FaceSet,
  phase: Phase,
  params: Params,
  sheetOf: DrawRows | undefined,
  context: Surroundings,
): Promise<Omit<Trained, "config">> {
  const { config, batch, ema, name } = phase;
  const checkpoint = name ?? "training";
  const random = name === null ? context.random : context.random.split(name);
  const net = buildDenoiser(config, random.split("weights"));
  const adam = new FlatAdam(net.parameters, { beta2: BETA2, ema, clipNorm: params.clip, names: net.trained });
  if (config.architecture === "eigen") assignBasis(net.parameters, basisOf(faces, config.components));
  const minimiser = adam.minimise((clean, noise, sigmas, condition) =>
    denoisingLoss(net.estimate, { clean, noise, sigmas, condition } as DenoisingBatch, phase.weighting),
  );
  const draw = batchDrawer(faces, params, phase.drawSigma, random.split("images"));
  const total = Math.ceil(phase.images / batch) * batch;
  const sheets = new Set(params.sheetAt.map((share) => Math.ceil((share * total) / batch) * batch));

  let { images, bands, loss, samples } = resume(context, net.parameters.toArrays(), adam.state());
  function resume(from: Surroundings, parameters: ParameterArrays, state: FlatAdamState): Progress {
    const saved = from.checkpoints.load(checkpoint);
    if (saved === undefined)
      return { images: 0, parameters, adam: state, bands: phase.noLosses, loss: [], samples: [] };
    const progress = deserialize(saved) as Progress;
    net.parameters.assign(progress.parameters);
    adam.restore(progress.adam);
    return progress;
  }

  while (images < total) {
    const rate = learningRate(phase, images, total);
    const drawn = draw(images, batch);
    const losses = trainOn(drawn, rate, minimiser);
    images += batch;
    bands = addLosses(bands, drawn.sigmas, losses);
    if (crosses(images, batch, total / STRETCHES)) {
      loss = [...loss, ...lossRows(bands, images)];
      bands = phase.noLosses;
    }
    if (sheetOf && sheets.has(images)) {
      samples = [...samples, ...(await sheetOf(adam.emaArrays(), images))];
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
      context.checkpoints.save(checkpoint, serialize(progress));
    }
    context.progress(images, total, "images");
  }
  const weights = adam.emaArrays();
  for (const thing of [minimiser, adam, net]) thing.dispose();
  return { weights, loss, samples };
}

/** Linear rise over the warm-up, linear fall over the whole training. */
function learningRate({ learningRate, warmup }: Schedule, images: number, total: number): number {
  const rise = warmup === 0 ? 1 : Math.min(1, images / warmup);
  return learningRate * rise * (LAST_RATE + (1 - LAST_RATE) * (1 - images / total));
}

/** One step on one batch, which it disposes. Gives each image's loss. */
function trainOn(
  { clean, noise, sigmas, condition }: Batch,
  rate: number,
  { step }: Minimiser,
): Float32Array {
  const losses = numbersOf(() => step([clean, noise, tf.tensor1d([...sigmas]), condition], rate));
  tf.dispose([clean, noise, condition]);
  return losses;
}

/** True when the last batch passed a multiple of `every`. */
function crosses(images: number, batch: number, every: number): boolean {
  return Math.floor(images / every) > Math.floor((images - batch) / every);
}

function drawer(
  config: DenoiserConfig,
  wholeWith: (weights: ParameterArrays) => ParameterArrays,
  { samples, steps, conditional }: Params,
  random: RandomStream,
): DrawRows {
  return async (weights, images) => {
    const net = buildDenoiser(config, random.split("replaced"));
    net.parameters.assign(wholeWith(weights));
    const rows = await drawSheet(net, images, { samples, steps, conditional, random: random.split("sheet") });
    net.dispose();
    return rows;
  };
}
