import { type DenoiserConfig, expertsOf, joinExperts } from "@limen/diffusion";
import { UserError } from "@limen/errors";
import type { ParameterArrays } from "@limen/models";
import { type DrawSigma, highSigma, logNormalSigma } from "./draw-sigma.ts";
import type { FaceSet } from "./load-faces.ts";
import type { Params } from "./params.ts";

/** One net's training. Experts are trained one after the other, each on its own noise levels. */
export interface Phase {
  /** Of its checkpoint and its random streams. */
  readonly name: string;
  readonly config: DenoiserConfig;
  readonly drawSigma: DrawSigma;
  readonly images: number;
  readonly batch: number;
  readonly learningRate: number;
  /** (images) */
  readonly warmup: number;
  /** The prior that these weights give: a sheet of it can be drawn. None while an expert is missing. */
  readonly whole?: (weights: ParameterArrays) => {
    readonly config: DenoiserConfig;
    readonly weights: ParameterArrays;
  };
}

/** How experts train their eigen denoiser, which takes larger steps than a U-Net. */
const EIGEN_TRAINING = { batch: 128, learningRate: 1e-3, warmup: 2560 };

export function configOf(faces: FaceSet, params: Params): DenoiserConfig {
  const { architecture, unshuffle, channels, heads, embedding, components, hidden, switchSigma } = params;
  const common = { family: "denoiser" as const, size: faces.size, embedding, classes: [...faces.classes] };
  const onPixels = { unshuffle, channels, heads };
  const onComponents = { components, hidden };
  if (architecture === "unet") return { ...common, architecture, ...onPixels };
  if (architecture === "eigen") return { ...common, architecture, ...onComponents };
  return { ...common, architecture, switchSigma, ...onComponents, ...onPixels };
}

/** The eigen denoiser of experts. */
export function highPhase(
  config: DenoiserConfig & { readonly architecture: "experts" },
  params: Params,
): Phase {
  return {
    name: "high",
    config: expertsOf(config).high,
    drawSigma: highSigma(config.switchSigma),
    images: params.eigenImages,
    ...EIGEN_TRAINING,
  };
}

/** The U-Net of experts, once the other one is trained. */
export function lowPhase(
  config: DenoiserConfig & { readonly architecture: "experts" },
  params: Params,
  high: ParameterArrays,
): Phase {
  const { switchSigma } = config;
  if (params.pMean - 2 * params.pStd > Math.log(switchSigma)) {
    throw new UserError({
      message: `noise levels drawn about e^${params.pMean} are hardly ever below ${switchSigma}, where the U-Net answers`,
      place: { field: "pMean" },
      hint: "lower pMean, or raise switchSigma",
    });
  }
  return {
    ...onlyPhase(expertsOf(config).low, params),
    name: "low",
    drawSigma: logNormalSigma(params, switchSigma),
    whole: (weights) => ({ config, weights: joinExperts(high, weights) }),
  };
}

/** The training of a prior that is one net. */
export function onlyPhase(config: DenoiserConfig, params: Params): Phase {
  const { images, batch, learningRate, warmup } = params;
  return {
    name: "training",
    config,
    drawSigma: logNormalSigma(params),
    images,
    batch,
    learningRate,
    warmup,
    whole: (weights) => ({ config, weights }),
  };
}
