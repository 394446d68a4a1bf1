import { denoiserGflop, type Guide, type LoadedDenoiser } from "@limen/diffusion";
import { type Problem, UserError } from "@limen/errors";
import type { Classifier } from "@limen/models";
import type { FaceModel } from "./face-model.ts";
import type { SamplingParams } from "./params.ts";

export interface Nets {
  readonly prior: LoadedDenoiser;
  /** (GFLOP) of one evaluation of the prior at a noise level. */
  readonly priorGflopAt: (sigma: number) => number;
  /** In the order of the parameter, or of the inputs. */
  readonly guides: readonly Guide[];
  readonly heldOut: Guide;
  /** Says whether a picture is a face, where one is given. */
  readonly faceModel: FaceModel | undefined;
  readonly classes: readonly string[];
  readonly size: number;
  dispose(): void;
}

/** What sampling needs, for the prior's faces. `others` were read beside, and go when the rest goes. */
export function gatherNets({
  others,
  ...nets
}: Pick<Nets, "prior" | "guides" | "heldOut" | "faceModel"> & {
  readonly others: readonly { dispose(): void }[];
}): Nets {
  const { prior, guides, heldOut, faceModel } = nets;
  return {
    ...nets,
    priorGflopAt: (sigma) => denoiserGflop(prior.config, sigma),
    classes: prior.config.classes,
    size: prior.config.size,
    dispose() {
      for (const net of [prior, ...guides, heldOut, ...others]) net.dispose();
      faceModel?.dispose();
    },
  };
}

/** A prior that was trained without classes has never seen what it would be asked for. */
export function unasked(
  { config }: LoadedDenoiser,
  { condition, classScale, sampler }: Pick<SamplingParams, "condition" | "classScale" | "sampler">,
): Problem[] {
  if (config.conditional !== false) return [];
  const message = "the prior was trained without classes";
  const asks = [
    ...(condition === "pair" ? [{ field: "condition", hint: "set condition: none" }] : []),
    ...(classScale !== 1 ? [{ field: "classScale", hint: "leave classScale at 1" }] : []),
    ...(sampler === "bisection" ? [{ field: "sampler", hint: "take another sampler" }] : []),
  ];
  return asks.map(({ field, hint }) => ({
    message,
    place: { field },
    hint: `${hint}, or train the prior with conditional: true`,
  }));
}

/** Nets that do not read what the prior draws. */
export function netMisfits(prior: LoadedDenoiser, nets: readonly Classifier[]): Problem[] {
  const { size, classes } = prior.config;
  return nets.flatMap((net): Problem[] => {
    if (net.config.size === size && net.config.classes.join() === classes.join()) return [];
    return [
      {
        message: `${net.config.name} reads ${net.config.size}-pixel faces of ${net.config.classes.join(", ")}; the prior draws ${size}-pixel faces of ${classes.join(", ")}`,
        hint: "train prior and classifiers on the same faces",
      },
    ];
  });
}

/** Throws a UserError when the faces do not fit the nets. */
export function checkFaces(nets: Nets, file: string, classes: readonly string[], size: number): void {
  if (size === nets.size && classes.join() === nets.classes.join()) return;
  throw new UserError({
    message: `${size}-pixel faces of ${classes.join(", ")}; the nets know ${nets.size}-pixel faces of ${nets.classes.join(", ")}`,
    place: { file },
    hint: "give the faces that the prior and the classifiers were trained on",
  });
}
