import { z } from "zod";

export const params = z.strictObject({
  architecture: z
    .enum(["unet", "eigen", "experts"])
    .default("unet")
    .describe(
      "unet: a U-Net on pixels, for tens of CPU-minutes and more; eigen: a perceptron on principal components, for one or two minutes, with the soft look of eigenfaces; experts: eigen for high noise, where it is as good and a hundred times cheaper, and a U-Net below",
    ),
  switchSigma: z
    .number()
    .positive()
    .default(1)
    .describe("(pixel units) experts: noise level from which on the eigen denoiser answers"),
  eigenImages: z
    .int()
    .positive()
    .default(150_000)
    .describe("(images) experts: length of the eigen denoiser's training, repeats counted"),
  components: z
    .int()
    .positive()
    .default(256)
    .describe("eigen, experts: principal components of the training faces"),
  hidden: z.int().positive().default(512).describe("eigen, experts: width of the hidden layers"),
  unshuffle: z
    .union([z.literal(1), z.literal(2), z.literal(4)])
    .default(2)
    .describe(
      "unet: (pixels) side r of the squares that become one position with r² channels; 4 is 3× cheaper than 2 and rougher",
    ),
  channels: z
    .array(z.int().positive())
    .min(2)
    .default([48, 96, 160])
    .describe("unet: channels of each level, finest first; multiples of 8"),
  heads: z.int().positive().default(4).describe("unet: attention heads at the coarsest level"),
  embedding: z.int().positive().default(128).describe("width of the embedding of noise level and class"),
  conditional: z.boolean().default(true).describe("whether the prior can be asked for classes"),
  labelDrop: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe("share of training images shown without their label"),
  images: z.int().positive().default(140_000).describe("(images) length of the training, repeats counted"),
  batch: z.int().positive().default(32).describe("(images) of a step"),
  learningRate: z
    .number()
    .positive()
    .default(2e-3)
    .describe("highest learning rate of Adam; falls linearly to 2 % of it"),
  warmup: z
    .int()
    .nonnegative()
    .default(12_800)
    .describe("(images) over which the learning rate rises from zero"),
  clip: z.number().positive().default(1).describe("longest gradient, L2 norm over all weights"),
  ema: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe("decay a step of the averaged weights, which are what is kept"),
  pMean: z.number().default(-1.2).describe("(log pixel units) mean of log sigma in training"),
  pStd: z
    .number()
    .positive()
    .default(1.2)
    .describe("(log pixel units) standard deviation of log sigma in training"),
  weighting: z
    .enum(["edm", "min-snr"])
    .default("edm")
    .describe("weight of the loss by noise level: edm (Karras 2022) or min-snr (Hang 2023, gamma 5)"),
  flip: z.boolean().default(true).describe("mirror half of the training images"),
  balance: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      "0: faces are drawn as they come; 1: every majority class equally often; in between: by count^(1 − balance)",
    ),
  sheetAt: z
    .array(z.number().positive().max(1))
    .default([0.1, 0.3, 1])
    .describe("(share of the training) lengths at which a sheet of samples is drawn, from the same noise"),
  samples: z.int().nonnegative().default(32).describe("(faces) of a sheet"),
  steps: z.int().min(2).default(16).describe("noise levels of the sampler that draws the sheets"),
  validityFaces: z
    .int()
    .min(2)
    .default(512)
    .describe("(faces) of the valid split that define how well real faces are denoised"),
  checkpointEvery: z.int().positive().default(6400).describe("(images) between checkpoints"),
});

export type Params = z.output<typeof params>;
