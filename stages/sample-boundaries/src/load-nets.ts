import { denoiserGflop, type Guide, type LoadedDenoiser, readDenoiser } from "@limen/diffusion";
import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { type Classifier, readClassifier } from "@limen/models";
import type { InputArtifact } from "@limen/stage";
import { asGuide } from "./as-guide.ts";
import { chooseGuides } from "./choose-guides.ts";
import { type FaceModel, type FaceModelFiles, loadFaceModel } from "./face-model.ts";
import type { Params } from "./params.ts";

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

export interface NetFiles {
  readonly prior: InputArtifact;
  readonly classifiers: readonly InputArtifact[];
  readonly heldOut: InputArtifact;
  readonly faceModel?: FaceModelFiles;
}

/** Reads all nets. Throws a UserError that names every net which does not fit the others or its part. */
export async function loadNets(files: NetFiles, params: Params): Promise<Nets> {
  const prior = await readDenoiser(files.prior.path);
  const heldOut = await readClassifier(files.heldOut.path);
  const given = await Promise.all(files.classifiers.map((file) => readClassifier(file.path)));
  const candidates = given.filter((net) => net.config.name !== heldOut.config.name);
  const names = candidates.map((net) => net.config.name);
  const chosen = chooseGuides(names, heldOut.config.name, params).map(
    (name) => candidates[names.indexOf(name)]!,
  );
  throwIfAny([...misfits(prior, [...chosen, heldOut]), ...repeated(candidates), ...unasked(prior, params)]);
  const faceModel = files.faceModel && (await loadFaceModel(files.faceModel, prior.config.size));
  const guides = chosen.map(asGuide);
  const judge = asGuide(heldOut);
  return {
    prior,
    priorGflopAt: (sigma) => denoiserGflop(prior.config, sigma),
    guides,
    heldOut: judge,
    faceModel,
    classes: prior.config.classes,
    size: prior.config.size,
    dispose() {
      const nets = [prior, ...guides, judge, heldOut, ...given, ...(faceModel ? [faceModel] : [])];
      for (const net of nets) net.dispose();
    },
  };
}

/** A prior that was trained without classes has never seen what it would be asked for. */
function unasked({ config }: LoadedDenoiser, { condition, classScale, sampler }: Params): Problem[] {
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

function misfits(prior: LoadedDenoiser, nets: readonly Classifier[]): Problem[] {
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

function repeated(nets: readonly Classifier[]): Problem[] {
  const names = nets.map((net) => net.config.name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.map((name) => ({
    message: `two classifiers are called "${name}"`,
    place: { field: "classifiers" },
    hint: "give variants of one net different names (train-classifiers: name)",
  }));
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
