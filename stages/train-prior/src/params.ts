import { z } from "zod";

/** What one net is, and how long it trains: its own for each expert. */
const net = {
  architecture: z.enum(["unet", "eigen"]),
  components: z.int().positive(),
  hidden: z.int().positive(),
  unshuffle: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  channels: z.array(z.int().positive()).min(2),
  heads: z.int().positive(),
  images: z.int().positive(),
  batch: z.int().positive(),
  learningRate: z.number().positive(),
  warmup: z.int().nonnegative(),
  ema: z.number().min(0).lt(1),
  weighting: z.enum(["edm", "min-snr"]),
};

const expert = z.strictObject({
  from: z.number().nonnegative().default(0),
  ...z.object(net).partial().shape,
});

/** What stood best at equal CPU-minutes on real faces: docs/log.md, A prior of experts. */
const defaultExperts: z.input<typeof expert>[] = [
  {
    from: 3,
    architecture: "eigen",
    weighting: "edm",
    images: 100_000,
    batch: 128,
    learningRate: 1e-3,
    warmup: 2560,
  },
  {},
];

export const params = z.strictObject({
  architecture: z
    .enum(["experts", "unet", "eigen"])
    .default("experts")
    .describe(
      "unet: a U-Net on pixels; eigen: a perceptron on principal components, for one or two minutes, with the soft look of eigenfaces; experts: a net for each part of the noise levels",
    ),
  components: net.components.default(256).describe("eigen: principal components of the training faces"),
  hidden: net.hidden.default(512).describe("eigen: width of the hidden layers"),
  unshuffle: net.unshuffle
    .default(2)
    .describe(
      "unet: (pixels) side r of the squares that become one position with r² channels; 4 is 3× cheaper than 2 and rougher",
    ),
  channels: net.channels
    .default([48, 96, 160])
    .describe("unet: channels of each level, finest first; multiples of 8"),
  heads: net.heads.default(4).describe("unet: attention heads at the coarsest level"),
  images: net.images.default(75_000).describe("(images) length of the training, repeats counted"),
  batch: net.batch.default(32).describe("(images) of a step"),
  learningRate: net.learningRate
    .default(2e-3)
    .describe("highest learning rate of Adam; falls linearly to 2 % of it"),
  warmup: net.warmup.default(6400).describe("(images) over which the learning rate rises from zero"),
  ema: net.ema.default(0.999).describe("decay a step of the averaged weights, which are what is kept"),
  weighting: net.weighting
    .default("min-snr")
    .describe(
      "weight of the loss by noise level: edm (Karras 2022), or min-snr (Hang 2023, gamma 5), which asks more of the middle levels, where features take their places",
    ),
  experts: z
    .array(expert)
    .min(2)
    .default(expert.array().parse(defaultExperts))
    .superRefine((list, context) => {
      const problem = (message: string) => context.addIssue({ code: "custom", message });
      if (list.at(-1)!.from !== 0)
        problem("the last expert must go down to noise level 0: leave out its from");
      if (list.some(({ from }, index) => index > 0 && from >= list[index - 1]!.from))
        problem("experts must stand by falling from");
    })
    .describe(
      "experts, for the highest noise first: each answers from its `from` (pixel units) up to the one before it, and may have an architecture, shape, images, batch, learningRate, warmup, ema and weighting of its own, else it is a U-Net with those given here",
    ),
  embedding: z.int().positive().default(128).describe("width of the embedding of noise level and class"),
  conditional: z.boolean().default(true).describe("whether the prior can be asked for classes"),
  labelDrop: z
    .number()
    .gt(0)
    .max(1)
    .default(0.15)
    .describe(
      "share of training images shown without their label: from them it learns what any face is, on which validity rests",
    ),
  clip: z.number().positive().default(1).describe("longest gradient, L2 norm over all weights"),
  pMean: z.number().default(-1.2).describe("(log pixel units) mean of log sigma in training"),
  pStd: z
    .number()
    .positive()
    .default(1.2)
    .describe("(log pixel units) standard deviation of log sigma in training"),
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
