import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import { type Classifier, readClassifier } from "@limen/models";
import type { InputArtifact } from "@limen/stage";
import type { StimulusSet } from "./read-stimuli.ts";

export interface Nets {
  /** By name; those that the stimuli name. */
  readonly guides: ReadonlyMap<string, Classifier>;
  readonly heldOut: Classifier;
  dispose(): void;
}

/**
 * Reads the held-out net and the nets that guided. Throws a UserError that names every guide which is missing or does not
 * fit, and a held-out net that guided.
 */
export async function loadNets(
  classifierFiles: readonly InputArtifact[],
  heldOutFile: InputArtifact,
  set: StimulusSet,
): Promise<Nets> {
  const heldOut = await readClassifier(heldOutFile.path);
  const given = await Promise.all(classifierFiles.map((file) => readClassifier(file.path)));
  const named = [...new Set(set.stimuli.flatMap((stimulus) => stimulus.guides))];
  const guides = given.filter((net) => named.includes(net.config.name));
  throwIfAny([
    ...guidedAndJudges(heldOut, named),
    ...missing(
      named,
      given.map((net) => net.config.name),
    ),
    ...repeated(guides),
    ...misfits([heldOut, ...guides], set),
  ]);
  return {
    guides: new Map(guides.map((net) => [net.config.name, net])),
    heldOut,
    dispose() {
      for (const net of [heldOut, ...given]) net.dispose();
    },
  };
}

function guidedAndJudges(heldOut: Classifier, named: readonly string[]): Problem[] {
  const { name } = heldOut.config;
  if (!named.includes(name)) return [];
  return [
    {
      message: `"${name}" guided some of these stimuli, so it cannot judge them`,
      place: { field: "heldOut" },
      hint: "hold out a net that guided nothing",
    },
  ];
}

function missing(named: readonly string[], given: readonly string[]): Problem[] {
  return named
    .filter((name) => !given.includes(name))
    .map((name) => ({
      message: `the stimuli were guided by "${name}", which is not among the classifiers`,
      place: { field: "classifiers" },
      hint: suggestion(name, given),
    }));
}

function repeated(guides: readonly Classifier[]): Problem[] {
  const names = guides.map((net) => net.config.name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.map((name) => ({
    message: `two classifiers are called "${name}"`,
    place: { field: "classifiers" },
    hint: "give the one that guided these stimuli",
  }));
}

function misfits(nets: readonly Classifier[], { pictures, classes }: StimulusSet): Problem[] {
  return nets.flatMap(({ config }): Problem[] => {
    if (config.size === pictures.size && config.classes.join() === classes.join()) return [];
    return [
      {
        message: `${config.name} reads ${config.size}-pixel faces of ${config.classes.join(", ")}; the stimuli are ${pictures.size}-pixel faces of ${classes.join(", ")}`,
        hint: "give nets that were trained on the faces that the stimuli imitate",
      },
    ];
  });
}
