import { type Problem, throwIfAny } from "@limen/errors";
import { z } from "zod";

const common = {
  family: z.literal("denoiser"),
  /** Side of the images (pixels). */
  size: z.int().positive(),
  /** Width of the embedding of noise level and class. */
  embedding: z.int().positive(),
  /** Names of the classes that it can be asked for. */
  classes: z.array(z.string().min(1)).min(1),
};

const unetShape = {
  /** Side r of the squares of pixels that become one position with r² channels. */
  unshuffle: z.union([z.literal(1), z.literal(2), z.literal(4)]),
  /** Channels of each level, finest first; each level halves the side. */
  channels: z.array(z.int().positive()).min(2),
  /** Attention heads at the coarsest level. */
  heads: z.int().positive(),
};

const eigenShape = {
  /** Principal components of the training faces in which it works. */
  components: z.int().positive(),
  /** Width of the hidden layers. */
  hidden: z.int().positive(),
};

const unetConfigSchema = z.strictObject({ ...common, architecture: z.literal("unet"), ...unetShape });
const eigenConfigSchema = z.strictObject({ ...common, architecture: z.literal("eigen"), ...eigenShape });
const expertsConfigSchema = z.strictObject({
  ...common,
  architecture: z.literal("experts"),
  /** (pixel units) From this noise level up the eigen denoiser answers, below it the U-Net. */
  switchSigma: z.number().positive(),
  ...eigenShape,
  ...unetShape,
});

/** Everything that a denoiser's shape follows from; stands as JSON in the weights file. */
export const denoiserConfigSchema = z.discriminatedUnion("architecture", [
  unetConfigSchema,
  eigenConfigSchema,
  expertsConfigSchema,
]);

export type UnetConfig = Readonly<z.output<typeof unetConfigSchema>>;
export type EigenConfig = Readonly<z.output<typeof eigenConfigSchema>>;
export type ExpertsConfig = Readonly<z.output<typeof expertsConfigSchema>>;
export type DenoiserConfig = UnetConfig | EigenConfig | ExpertsConfig;

/** The two nets of which experts are made. */
export function expertsOf(config: ExpertsConfig): { readonly high: EigenConfig; readonly low: UnetConfig } {
  const { family, size, embedding, classes, components, hidden, unshuffle, channels, heads } = config;
  const common = { family, size, embedding, classes };
  return {
    high: { ...common, architecture: "eigen", components, hidden },
    low: { ...common, architecture: "unet", unshuffle, channels, heads },
  };
}

/** Groups of every group norm (channels must divide by it). */
export const GROUPS = 8;

/** Linear filters of the U-Net's path from input to output. */
export const FILTERS = 8;

/** Throws a UserError that names everything which does not fit together. */
export function checkUnet(config: UnetConfig): void {
  const { size, unshuffle, channels, heads } = config;
  const problems: Problem[] = [];
  const multiple = unshuffle * 2 ** (channels.length - 1);
  if (size % multiple !== 0) {
    problems.push({
      message: `faces of ${size} pixels do not divide by ${multiple} (unshuffle × 2^(levels − 1))`,
      place: { field: "unshuffle" },
      hint: "use fewer levels of channels or a smaller unshuffle",
    });
  }
  for (const count of channels.filter((count) => count % GROUPS !== 0)) {
    problems.push({
      message: `${count} channels do not divide into ${GROUPS} groups`,
      place: { field: "channels" },
      hint: `use multiples of ${GROUPS}`,
    });
  }
  const coarsest = channels.at(-1) ?? 0;
  if (coarsest % heads !== 0) {
    problems.push({
      message: `${coarsest} channels do not divide into ${heads} heads`,
      place: { field: "heads" },
      hint: "the last number of channels must be a multiple of the heads",
    });
  }
  throwIfAny(problems);
}
