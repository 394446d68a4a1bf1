import { z } from "zod";

/** Names of the nets. mixer-s is held out: it judges stimuli and never guides. */
export const netNames = [
  "vgg-s",
  "resnet-s",
  "cornet-z-s",
  "vit-s",
  "mixer-s",
  "xception-s",
  "mlp",
  "logistic",
] as const;

export type NetName = (typeof netNames)[number];

/** All that is needed, beside the weights, to rebuild a classifier; stored as JSON in the weights file. */
export const classifierConfigSchema = z.strictObject({
  family: z.literal("classifier"),
  /** How tables and other stages call it: variants of one net are told apart by it. */
  name: z.string().min(1),
  net: z.enum(netNames),
  size: z.int().positive().multipleOf(8),
  classes: z.array(z.string().min(1)).min(2),
  width: z.number().positive(),
  /** The logits are divided by it before the softmax (Guo et al. 2017). */
  temperature: z.number().positive(),
});

export type ClassifierConfig = Readonly<z.output<typeof classifierConfigSchema>>;
