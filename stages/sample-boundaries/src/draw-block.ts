import {
  boundaryGuidance,
  classGuided,
  cleanGradientGuidance,
  ddpmSigmas,
  type Estimator,
  EvaluationLedger,
  estimateOf,
  evaluationsPerCall,
  karrasSigmas,
  type LossGradientOptions,
  lossGradientGuidance,
  mixedCondition,
  noiseSource,
  type Prior,
  publishedTravel,
  type SolverOptions,
  type Spent,
  solve,
  startOf,
} from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { unreachable } from "@limen/errors";
import { fromUnit } from "@limen/images";
import type { RandomStream } from "@limen/random";
import { aimOf } from "./aims.ts";
import type { Nets } from "./load-nets.ts";
import type { Params } from "./params.ts";
import type { Attempt, Block } from "./plan-attempts.ts";

export interface Drawn {
  /** Grey bytes of each attempt: what is stored, and so what is judged. */
  readonly pixels: readonly Uint8Array[];
  readonly spent: readonly Spent[];
}

/** Draws the samples of a block. Attempt k depends on the stream's k-th branch and on its block, nothing else. */
export function drawBlock(nets: Nets, params: Params, block: Block, random: RandomStream): Drawn {
  const { size, classes } = nets;
  const ledger = new EvaluationLedger(block.length);
  const noise = noiseSource(
    block.map((attempt) => random.split(attempt.index)),
    size,
  );
  const condition = mixedCondition(
    block.map((attempt) => askedOf(attempt, params)),
    classes.length,
  );
  const pixels = tf.tidy(() => {
    const { estimator, ...options } = samplerOf(nets, params, block, condition, ledger);
    const start = startOf(noise, options.sigmas);
    return fromUnit(solve(estimator, start, noise, options).dataSync());
  });
  condition.dispose();
  return {
    pixels: block.map((_, image) => pixels.slice(image * size * size, (image + 1) * size * size)),
    spent: block.map((_, image) => ledger.of(image)),
  };
}

/** The classes that the prior is asked for: both of the pair, or the one that a confident face shows. */
function askedOf({ a, b, shown }: Attempt, { condition }: Params): number[] {
  if (condition === "none") return [];
  return shown === undefined ? [a, b] : [shown];
}

type Sampler = SolverOptions & { readonly estimator: Estimator };

/** Every sampler is a setting of the one solver. */
function samplerOf(
  nets: Nets,
  params: Params,
  block: Block,
  condition: tf.Tensor2D,
  ledger: EvaluationLedger,
): Sampler {
  const { steps, sigmaMax, sigmaMin, eta } = params;
  const prior: Prior = {
    denoise: classGuided(nets.prior.denoise, params.classScale),
    gflop: nets.priorGflop,
    evaluationsPerCall: evaluationsPerCall(params.classScale),
  };
  const guides = (block[0]?.guides ?? []).map((guide) => nets.guides[guide]!);
  const aims = block.map((attempt) => aimOf(attempt, nets.classes.length, params));
  const sampler = block[0]?.arm === "unguided" ? "unguided" : params.sampler;
  switch (sampler) {
    case "gauss-newton":
    case "unguided": {
      const constraints = aims.map((aim) => (sampler === "unguided" ? [] : aim.constraints));
      const { repeats, pullBelow, cap } = params;
      const options = { prior, condition, guides, constraints, repeats, pullBelow, cap, ledger };
      const estimator = estimateOf(boundaryGuidance(options));
      return { estimator, sigmas: karrasSigmas({ steps, sigmaMax, sigmaMin }), eta };
    }
    case "reference":
    case "reference-mended":
    case "dps":
    case "mpgd":
    case "dsg": {
      const wanted = guides.map((guide, place) => ({
        guide,
        target: tf.stack(aims.map((aim) => tf.tensor1d(aim.targets[place]!))) as tf.Tensor2D,
      }));
      const shared = { prior, condition, wanted, ledger };
      return { sigmas: ddpmSigmas(params.ddpmSteps), eta: 1, ...byGradient(sampler, shared, params) };
    }
    default:
      return unreachable(sampler);
  }
}

type GradientSampler = Exclude<Params["sampler"], "gauss-newton" | "unguided">;

/** What tells the samplers apart that follow a gradient: where it is taken, and how far. */
function byGradient(
  sampler: GradientSampler,
  shared: Omit<LossGradientOptions, "gradient">,
  { resamples, gamma, dpsScale, mpgdScale, dsgTurn }: Params,
): Pick<Sampler, "estimator" | "resamples" | "pushLength" | "turn" | "travelScale"> {
  switch (sampler) {
    case "reference":
    case "reference-mended":
      return {
        estimator: lossGradientGuidance({ ...shared, gradient: "unit" }),
        resamples,
        // The sibling paper's normalised gradient: as long as γ times the step's noise.
        pushLength: ({ up, pixels }) => gamma * Math.sqrt(pixels) * up,
        ...(sampler === "reference" ? { travelScale: publishedTravel } : {}),
      };
    case "dps":
      return {
        estimator: lossGradientGuidance({ ...shared, gradient: "root" }),
        // DPS steps in variance-preserving units, x / √(1 + σ²): the gradient and the step both change their unit.
        pushLength: ({ sigma, next }) => dpsScale * Math.sqrt((1 + sigma ** 2) * (1 + next ** 2)),
      };
    case "mpgd":
      return { estimator: cleanGradientGuidance({ ...shared, scale: mpgdScale }) };
    case "dsg":
      return { estimator: lossGradientGuidance({ ...shared, gradient: "unit" }), turn: dsgTurn };
    default:
      return unreachable(sampler);
  }
}
