import { netNames } from "@limen/models/config";
import { z } from "zod";

const share = () => z.number().min(0).max(1);
const positive = () => z.number().positive();

export const params = z.strictObject({
  net: z
    .enum(netNames)
    .default("vgg-s")
    .describe("net of the zoo; mixer-s is meant to be held out and never guide"),
  name: z
    .string()
    .default("")
    .describe("how tables call the net; empty: the name of the net (give one to variants of the same net)"),
  width: positive().default(1).describe("multiplies the net's channels; .5 is about 4 times cheaper"),
  epochs: z.int().positive().default(10).describe("passes over the training faces"),
  batch: z.int().positive().default(32).describe("(faces) of one step"),
  learningRate: positive().default(3e-3).describe("highest learning rate; it falls to 0 along a cosine"),
  warmup: share().default(0.05).describe("share of the steps in which the learning rate rises from 0"),
  weightDecay: z.number().min(0).default(0.01).describe("AdamW's decay of kernels, times the learning rate"),
  clip: positive().default(1).describe("largest L2 norm of a step's gradient"),
  dropout: z.number().min(0).max(0.9).default(0.1).describe("share of features silenced in training"),
  labels: z
    .enum(["votes", "majority", "drawn"])
    .default("votes")
    .describe("target: the votes' distribution, its majority, or one vote drawn anew each epoch"),
  labelSmoothing: share().default(0).describe("share of the target given to all classes alike"),
  mixup: z
    .number()
    .min(0)
    .default(0)
    .describe("α of Beta(α, α), by which pairs of faces and their targets are mixed; 0: not"),
  flip: z.boolean().default(true).describe("mirror every second face"),
  shift: share().default(0.08).describe("(share of the side) largest shift along each axis"),
  turn: z.number().min(0).max(180).default(10).describe("(degrees) largest turn, either way"),
  zoom: share().default(0.05).describe("largest relative change of size, either way"),
  light: share().default(0.2).describe("largest relative change of contrast, and half as much of brightness"),
  noise: z
    .number()
    .min(0)
    .default(0)
    .describe("(σ; pixels are in −1 … 1) largest Gaussian noise added in training"),
  attack: z
    .number()
    .min(0)
    .default(0)
    .describe("(L2 norm) adversarial training: each face moves this far up the loss first; doubles the cost"),
  balance: share()
    .default(0)
    .describe(
      "0: every face once an epoch; 1: classes drawn equally often; between: n to the power of −balance",
    ),
  ema: z
    .number()
    .min(0)
    .max(0.99999)
    .default(0.995)
    .describe("decay of the averaged weights that are kept; 0: not averaged"),
  keep: z
    .enum(["best", "last"])
    .default("best")
    .describe("weights of the epoch with the least valid cross-entropy, or of the last epoch"),
  limit: z.int().min(0).default(0).describe("(faces) train on so many faces only, chosen by lot; 0: all"),
});

export type TrainParams = Readonly<z.output<typeof params>>;
