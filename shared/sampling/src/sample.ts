import {
  type BoundaryOptions,
  boundaryGuidance,
  classGuided,
  classGuidedPull,
  cleanGradientGuidance,
  ddpmSigmas,
  type Estimator,
  evaluationsPerCall,
  karrasSigmas,
  type LossGradientOptions,
  lossGradientGuidance,
  type Move,
  type NoiseSource,
  normBudget,
  type Prior,
  publishedTravel,
  type SolverOptions,
  sampleHeun,
  solve,
  startOf,
  weightedCondition,
} from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { unreachable } from "@limen/errors";
import type { Block } from "./attempt.ts";
import type { Drawing } from "./drawing.ts";
import { beFace } from "./face-model.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";

/** Draws a block from the prior under guidance: [N, S, S, 1]. The caller owns the tidy. */
export function sample(drawing: Drawing): tf.Tensor4D {
  const { nets, params, block, anchors, newNoise, ledger } = drawing;
  const noise = newNoise();
  const prior = priorOf(nets, params);
  const condition = conditionOf(drawing);
  const { sampler } = params;
  const free = block[0]!.arm === "unguided";
  switch (sampler) {
    case "gauss-newton":
    case "unguided":
    case "bisection": {
      // Bisection asks for classes only: its confident controls are samples of a class, as they come.
      const { guides, constraints } =
        sampler === "gauss-newton" && !free ? wishesOf(drawing) : unguided(block);
      const keep = normBudget(
        anchors,
        block.map(({ budget }) => budget ?? Number.POSITIVE_INFINITY),
      );
      const start = startingPoint(drawing, noise);
      const { pullBelow, pullAbove, cap } = params;
      const repeats = repeatsOf(start.sigmas, params);
      const options: BoundaryOptions = {
        prior,
        condition,
        guides,
        constraints,
        repeatsAt: (sigma) => repeats.get(sigma) ?? 0,
        pullsAt: (sigma) => sigma > pullAbove && sigma < pullBelow,
        cap,
        ledger,
      };
      const estimator = boundaryGuidance(anchors.length > 0 ? { ...options, keep } : options);
      return walk(estimator, start, noise, drawing);
    }
    case "reference":
    case "reference-mended":
    case "dps":
    case "mpgd":
    case "dsg": {
      // Unguided controls go the same way down, with nothing to push them: they differ in guidance alone.
      const wanted = (free ? [] : drawing.guides).map((guide, place) => ({
        guide,
        target: tf.stack(drawing.aims.map((aim) => tf.tensor1d(aim.targets[place]!))) as tf.Tensor2D,
      }));
      const { estimator, ...options } = byGradient(sampler, { prior, condition, wanted, ledger }, params);
      const sigmas = ddpmSigmas(params.ddpmSteps);
      return solve(estimator, startOf(noise, sigmas), noise, { sigmas, eta: 1, ...options });
    }
    default:
      return unreachable(sampler);
  }
}

type Wishes = Pick<Move, "guides" | "constraints">;

/** What gauss-newton heeds: the aims, and that the result be a face where a net is given that guides there. */
function wishesOf({ nets, params, guides, aims }: Drawing): Wishes {
  const { faceModel } = nets;
  const wanted = aims.map((aim) => aim.constraints);
  if (!faceModel?.guide || params.validityBelow === 0) return { guides, constraints: wanted };
  const face = beFace(faceModel, guides.length, params.validityBelow);
  return {
    guides: [...guides, faceModel.guide],
    constraints: wanted.map((constraints) => [...constraints, face]),
  };
}

/** Gauss–Newton steps at the noise levels at which guides are heeded: every so many, and the last. */
export function repeatsOf(
  sigmas: readonly number[],
  { guideEvery, repeats, lastRepeats }: Pick<SamplingParams, "guideEvery" | "repeats" | "lastRepeats">,
): ReadonlyMap<number, number> {
  const [last, ...others] = sigmas.filter((sigma) => sigma > 0).reverse();
  const guided = others.filter((_, index) => (index + 1) % guideEvery === 0);
  return new Map([[last!, lastRepeats], ...guided.map((sigma) => [sigma, repeats] as const)]);
}

function unguided(block: Block): Wishes {
  return { guides: [], constraints: block.map(() => []) };
}

/** The prior as it is asked, with its cost. */
export function priorOf(nets: Nets, { classScale }: SamplingParams): Prior {
  return {
    denoise: classGuided(nets.prior.denoise, classScale),
    pull: classGuidedPull(nets.prior.pull, classScale),
    gflopAt: nets.priorGflopAt,
    evaluationsPerCall: evaluationsPerCall(classScale),
  };
}

/** What the prior is asked for: the attempts' classes in their shares, the class of a confident face, or nothing. */
function conditionOf({ nets, params, block }: Drawing): tf.Tensor2D {
  const asked = block.map(({ shares, shown }) => {
    if (params.condition === "none") return [];
    if (shown !== undefined) return [[shown, 1] as const];
    return shares.map(({ index, share }) => [index, share] as const);
  });
  return weightedCondition(asked, nets.classes.length);
}

interface Start {
  readonly x: tf.Tensor4D;
  readonly sigmas: readonly number[];
}

/** Noise, or the real faces with so much noise that their features can still change. */
export function startingPoint({ params, anchors, nets }: Drawing, noise: NoiseSource): Start {
  const { steps, sigmaMin } = params;
  if (anchors.length === 0) {
    const sigmas = karrasSigmas({ steps, sigmaMax: params.sigmaMax, sigmaMin });
    return { x: startOf(noise, sigmas), sigmas };
  }
  const sigmas = karrasSigmas({ steps, sigmaMax: params.anchorSigma, sigmaMin });
  const faces = tf.stack(anchors.map((pixels) => tf.tensor3d(pixels, [nets.size, nets.size, 1])));
  return { x: faces.add(startOf(noise, sigmas)) as tf.Tensor4D, sigmas };
}

/** From noise to faces by the solver of the parameters. */
export function walk(
  estimator: Estimator,
  { x, sigmas }: Start,
  noise: NoiseSource,
  { params: { solver, eta } }: Drawing,
): tf.Tensor4D {
  switch (solver) {
    case "ddim":
      return solve(estimator, x, noise, { sigmas, eta });
    case "heun":
      return sampleHeun((at, sigma) => estimator(at, sigma).clean, x, { sigmas });
    case "dpm-solver++":
      return solve(estimator, x, noise, { sigmas, eta, order: 2 });
    default:
      return unreachable(solver);
  }
}

type GradientSampler = Exclude<SamplingParams["sampler"], "gauss-newton" | "bisection" | "unguided">;

/** What tells the samplers apart that follow a gradient: where it is taken, and how far. */
function byGradient(
  sampler: GradientSampler,
  shared: Omit<LossGradientOptions, "gradient">,
  { resamples, gamma, dpsScale, mpgdScale, dsgTurn }: SamplingParams,
): Omit<SolverOptions, "sigmas" | "eta"> & { readonly estimator: Estimator } {
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
