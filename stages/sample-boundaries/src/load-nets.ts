import { readDenoiser } from "@limen/diffusion";
import { type Problem, throwIfAny } from "@limen/errors";
import { type Classifier, readClassifier } from "@limen/models";
import {
  asGuide,
  gatherNets,
  loadFaceModel,
  type NetFiles,
  type Nets,
  netMisfits,
  unasked,
} from "@limen/sampling";
import { chooseGuides } from "./choose-guides.ts";
import type { Params } from "./params.ts";

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
  throwIfAny([
    ...netMisfits(prior, [...chosen, heldOut]),
    ...repeated(candidates),
    ...unasked(prior, params),
  ]);
  const faceModel = files.faceModel && (await loadFaceModel(files.faceModel, prior.config.size));
  return gatherNets({
    prior,
    guides: chosen.map(asGuide),
    heldOut: asGuide(heldOut),
    faceModel,
    others: [heldOut, ...given],
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
