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
  /** False: it was trained without classes, and can be asked for any face only. */
  conditional: z.literal(false).optional(),
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
const expertShape = {
  /** (pixel units) From this noise level up, to where the expert before it begins, it answers. */
  from: z.number().nonnegative(),
};
const expertsConfigSchema = z.strictObject({
  ...common,
  architecture: z.literal("experts"),
  /** For the highest noise first; the last one goes down to 0. */
  experts: z
    .array(
      z.discriminatedUnion("architecture", [
        z.strictObject({ ...expertShape, architecture: z.literal("unet"), ...unetShape }),
        z.strictObject({ ...expertShape, architecture: z.literal("eigen"), ...eigenShape }),
      ]),
    )
    .min(2)
    .refine((experts) => experts.at(-1)!.from === 0, "the last expert must go down to noise level 0")
    .refine(
      (experts) => experts.every(({ from }, index) => index === 0 || from < experts[index - 1]!.from),
      "experts must stand by falling noise level",
    ),
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

/** An expert for the noise levels [from, to), as a net of its own. */
export interface Expert {
  readonly from: number;
  readonly to: number;
  readonly config: UnetConfig | EigenConfig;
}

/** The nets of which experts are made, for the highest noise first. */
export function expertsOf(config: ExpertsConfig): Expert[] {
  const { architecture: _, experts, ...common } = config;
  return experts.map(({ from, ...shape }, index) => ({
    from,
    to: experts[index - 1]?.from ?? Number.POSITIVE_INFINITY,
    config: { ...common, ...shape },
  }));
}

/** Groups of every group norm (channels must divide by it). */
export const GROUPS = 8;

/** Linear filters of the U-Net's path from input to output. */
export const FILTERS = 8;

/** Throws a UserError that names everything which does not fit together, in any of its nets, before one is built. */
export function checkDenoiser(config: DenoiserConfig): void {
  const nets =
    config.architecture === "experts" ? expertsOf(config).map((expert) => expert.config) : [config];
  for (const net of nets) if (net.architecture === "unet") checkUnet(net);
}

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
