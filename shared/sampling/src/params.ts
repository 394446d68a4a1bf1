import { z } from "zod";

const share = () => z.number().gt(0).lt(1);

export const SAMPLERS = [
  "gauss-newton",
  "reference",
  "reference-mended",
  "dps",
  "mpgd",
  "dsg",
  "bisection",
  "unguided",
] as const;

/** How samples are drawn and judged, whatever they are for: parameters of every stage that draws some. */
export const samplingFields = {
  sampler: z
    .enum(SAMPLERS)
    .default("gauss-newton")
    .describe(
      "how stimuli are made; the two reference loops are the sibling paper's, as published and mended; dps, mpgd and dsg are the usual guidance by gradient; bisection needs no gradient: it mixes the classes that the prior is asked for, for the uncertainty arm",
    ),
  solver: z
    .enum(["ddim", "heun", "dpm-solver++"])
    .default("dpm-solver++")
    .describe(
      "gauss-newton, bisection, unguided: how the noise falls; ddim is of the first order, and in few levels draws faces that are too much alike; heun takes two evaluations a level",
    ),
  condition: z
    .enum(["pair", "none"])
    .default("pair")
    .describe("what the prior is asked for: a face between the classes, in their shares, or any face"),
  classScale: z
    .number()
    .nonnegative()
    .default(1)
    .describe(
      "strength of the condition (classifier-free guidance); other than 1 it doubles the prior's cost",
    ),
  steps: z.int().min(2).default(12).describe("noise levels of gauss-newton, bisection and unguided"),
  sigmaMax: z.number().positive().default(20).describe("(pixel units, faces in [-1, 1]) first noise level"),
  sigmaMin: z.number().positive().default(0.02).describe("(pixel units) last noise level"),
  eta: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe("ddim, dpm-solver++: fresh noise; 0 is deterministic, 1 is ancestral (DDPM)"),
  repeats: z
    .int()
    .positive()
    .default(2)
    .describe("gauss-newton: steps at each guided noise level but the last"),
  lastRepeats: z
    .int()
    .positive()
    .default(4)
    .describe(
      "gauss-newton: steps at the last noise level, after which nothing mends what they miss; samples that meet their target stop earlier",
    ),
  guideEvery: z
    .int()
    .positive()
    .default(2)
    .describe(
      "gauss-newton: noise levels from one that is guided to the next, counted back from the last, which always is; with 2 or more, further levels cost one evaluation each",
    ),
  pullBelow: z
    .number()
    .nonnegative()
    .default(2.4)
    .describe(
      "(pixel units) gauss-newton: noise level below which steps are pulled through the prior's Jacobian",
    ),
  pullAbove: z
    .number()
    .nonnegative()
    .default(0.2)
    .describe(
      "(pixel units) gauss-newton: noise level down to which they are; below, where the prior changes little but noise, the Jacobian is nearly the identity",
    ),
  cap: z
    .number()
    .positive()
    .default(0.25)
    .describe("(pixel units, root mean square) gauss-newton: longest step; .25 is a norm of 12 at 48 × 48"),
  tolerance: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe("(nats) gauss-newton: log-odds of the two classes that count as even"),
  floor: share().default(0.92).describe("gauss-newton: least probability of the two classes together"),
  gamma: z.number().positive().default(0.1).describe("reference: length of its step, in units of its noise"),
  resamples: z.int().positive().default(5).describe("reference: walks of each noise level (time travel)"),
  ddpmSteps: z.int().min(2).max(1000).default(50).describe("reference, dps, mpgd, dsg: noise levels"),
  dpsScale: z.number().positive().default(1).describe("dps: ζ, the length of its step"),
  mpgdScale: z.number().positive().default(10).describe("mpgd: step of the clean estimate"),
  bisections: z
    .int()
    .positive()
    .default(7)
    .describe("bisection: mixtures of classes that are tried; halving 7 times leaves a 128th of the way"),
  anchorSigma: z
    .number()
    .positive()
    .default(1)
    .describe("(pixel units) anchored: noise that the real face is given first"),
  dsgTurn: share().default(0.1).describe("dsg: share of the noise that turns towards the gradient"),

  acceptUncertainty: share()
    .default(0.4)
    .describe(
      "all arms torn between classes: of two even classes, both must exceed it in every guide; other shares in proportion",
    ),
  aimControversial: share().default(0.7).describe("controversial: probability that gauss-newton aims at"),
  acceptControversial: share()
    .default(0.5)
    .describe("controversial: each guide must give its class more (the sibling paper: .9)"),
  aimConfident: share().default(0.9).describe("confident controls: probability that gauss-newton aims at"),
  acceptConfident: share().default(0.8).describe("confident controls: the guide must give the class more"),
  minValidity: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("least validity; .05 is passed by 19 of 20 real faces but for those with odd fine detail"),
  validityBelow: z
    .number()
    .nonnegative()
    .default(0.6)
    .describe(
      "(pixel units) gauss-newton: noise level below which the validity guide, where one is given, guides too",
    ),
  blockSize: z
    .int()
    .positive()
    .default(16)
    .describe(
      "(attempts) computed together; the finest grain of resuming and of shards, and it enters the rounding",
    ),
};

const sampling = z.object(samplingFields);
export type SamplingParams = z.output<typeof sampling>;

/** For `superRefine`: what single parameters cannot say of each other. */
export function checkSampling(
  given: Pick<SamplingParams, "sigmaMin" | "sigmaMax" | "pullBelow" | "pullAbove">,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
): void {
  const problem = (field: keyof SamplingParams, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  if (given.sigmaMin >= given.sigmaMax)
    problem("sigmaMin", `noise must fall: give less than ${given.sigmaMax}`);
  if (given.pullBelow > 0 && given.pullAbove >= given.pullBelow)
    problem(
      "pullAbove",
      `no step would be pulled: give less than pullBelow, ${given.pullBelow}, or set pullBelow to 0`,
    );
}
