import { readDenoiser } from "@limen/diffusion";
import { throwIfAny } from "@limen/errors";
import { readClassifier } from "@limen/models";
import type { NamedPerson } from "@limen/person-model";
import {
  asGuide,
  gatherNets,
  loadFaceModel,
  type NetFiles,
  type Nets,
  netMisfits,
  unasked,
} from "@limen/sampling";
import type { SamplingParams } from "@limen/sampling/params";
import { asPerson } from "./as-person.ts";
import { chooseNet } from "./choose-net.ts";
import type { Params } from "./params.ts";

/** The prior, the judge and one group model, before it is known whose models will guide. */
export interface GroupNets {
  readonly name: string;
  readonly classes: readonly string[];
  /** The nets as the sampler takes them: its guides are these people. */
  guidedBy(people: readonly NamedPerson[]): Nets;
}

/** Reads all nets. Throws a UserError that names every net which does not fit the others or its part. */
export async function loadNets(
  files: NetFiles,
  params: Params,
  sampling: SamplingParams,
): Promise<GroupNets> {
  const prior = await readDenoiser(files.prior.path);
  const heldOut = await readClassifier(files.heldOut.path);
  const given = await Promise.all(files.classifiers.map((file) => readClassifier(file.path)));
  const name = chooseNet(
    given.map((net) => net.config.name),
    heldOut.config.name,
    params,
  );
  const net = given.find((one) => one.config.name === name)!;
  throwIfAny([...netMisfits(prior, [net, heldOut]), ...unasked(prior, sampling)]);
  const faceModel = files.faceModel && (await loadFaceModel(files.faceModel, prior.config.size));
  const group = asGuide(net);
  const judge = asGuide(heldOut);
  return {
    name,
    classes: prior.config.classes,
    guidedBy: (people) =>
      gatherNets({
        prior,
        guides: people.map((person) => asPerson(group, person)),
        heldOut: judge,
        faceModel,
        others: [group, heldOut, ...given],
      }),
  };
}
