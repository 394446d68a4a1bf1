import { checkDenoiser, type DenoiserConfig, expertsOf } from "@limen/diffusion";
import { type Problem, throwIfAny } from "@limen/errors";
import { type DrawSigma, LEAST, logNormalSigma, MOST } from "./draw-sigma.ts";
import type { FaceSet } from "./load-faces.ts";
import { type LossBands, noLosses } from "./loss-bands.ts";
import type { Params } from "./params.ts";

/** How one net is trained. */
export type Schedule = Pick<Params, "images" | "batch" | "learningRate" | "warmup" | "ema" | "weighting">;

/** One net's training. Experts are trained one after the other, each on its own noise levels. */
export interface Phase extends Schedule {
  /** Of its checkpoint and of its random streams; the only net of a prior has none. */
  readonly name: string | null;
  readonly config: DenoiserConfig;
  readonly drawSigma: DrawSigma;
  readonly noLosses: LossBands;
}

/** What the whole prior is. */
export function configOf(faces: FaceSet, params: Params): DenoiserConfig {
  const common = {
    family: "denoiser" as const,
    size: faces.size,
    embedding: params.embedding,
    classes: [...faces.classes],
    ...(params.conditional ? {} : { conditional: false as const }),
  };
  const { architecture } = params;
  if (architecture !== "experts") return { ...common, ...shapeOf({ ...params, architecture }) };
  const experts = params.experts.map(({ from, ...own }) => ({ from, ...shapeOf(withOwn(params, own)) }));
  return { ...common, architecture: "experts", experts };
}

type OneNet = Omit<Params, "architecture"> & { readonly architecture: "unet" | "eigen" };

/** The parameters with those that an expert has of its own (absent ones do not stand in the object). */
function withOwn(params: Params, own: Partial<Params["experts"][number]>): OneNet {
  return { ...params, architecture: "unet", ...own } as OneNet;
}

function shapeOf({ architecture, unshuffle, channels, heads, components, hidden }: OneNet) {
  return architecture === "unet"
    ? { architecture, unshuffle, channels, heads }
    : { architecture, components, hidden };
}

/** The trainings that the prior takes, in their order. Throws a UserError when an expert would see next to nothing. */
export function phasesOf(config: DenoiserConfig, params: Params): Phase[] {
  checkDenoiser(config);
  if (config.architecture !== "experts")
    return [
      { ...scheduleOf(params), name: null, config, drawSigma: logNormalSigma(params), noLosses: noLosses() },
    ];
  const experts = expertsOf(config);
  throwIfAny(experts.flatMap(({ from, to }, index) => rarely(from, to, index, params)));
  return experts.map(({ from, to, config: own }, index) => ({
    ...scheduleOf(withOwn(params, params.experts[index]!)),
    name: `expert-${index + 1}`,
    config: own,
    drawSigma: logNormalSigma(params, from, to),
    noLosses: noLosses(from, to),
  }));
}

function scheduleOf({ images, batch, learningRate, warmup, ema, weighting }: Schedule): Schedule {
  return { images, batch, learningRate, warmup, ema, weighting };
}

/** Standard deviations from the mean beyond which noise levels are too rare to draw until one comes. */
const FAR = 4;

function rarely(from: number, to: number, index: number, { pMean, pStd }: Params): Problem[] {
  const near =
    Math.log(Math.max(from, LEAST)) < pMean + FAR * pStd &&
    Math.log(to) > pMean - FAR * pStd &&
    from < MOST &&
    to > LEAST;
  if (near) return [];
  return [
    {
      message: `expert ${index + 1}, for noise levels ${from} to ${to}, would never train: they are drawn about e^${pMean}, give or take a factor of e^${pStd}`,
      place: { field: "experts" },
      hint: "move its from, or pMean and pStd",
    },
  ];
}
