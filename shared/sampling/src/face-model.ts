import { type Constraint, confident, type Guide } from "@limen/diffusion";
import { type Problem, throwIfAny } from "@limen/errors";
import { type Classifier, readClassifier } from "@limen/models";
import type { InputArtifact } from "@limen/stage";
import { readTable, VALIDITY_CLASSES, validityTable } from "@limen/tables";
import { asGuide } from "./as-guide.ts";

/** Nets that say whether a picture is a face, trained on faces and non-faces. */
export interface FaceModel {
  /** Filters, and so never guides: of what a net was guided by it takes more for faces than another one does. */
  readonly judge: Guide;
  /** p(face) from which on a picture counts as a face, chosen on real faces. */
  readonly threshold: number;
  /** Guides, and never filters. */
  readonly guide: Guide | undefined;
  dispose(): void;
}

/** Index of "face" in the net's answer. */
export const FACE: number = VALIDITY_CLASSES.indexOf("face");

/** (log-odds) beyond the threshold, so that rounding to grey levels does not undo what guidance reached. */
const MARGIN = 0.5;

const MOST_THRESHOLD = 1 - 1e-6;

export interface FaceModelFiles {
  readonly net: InputArtifact | undefined;
  readonly graded: InputArtifact | undefined;
  readonly guide: InputArtifact | undefined;
}

/** Undefined where no file is given. Throws a UserError when one is missing or they do not fit. */
export async function loadFaceModel(files: FaceModelFiles, size: number): Promise<FaceModel | undefined> {
  const { net: netFile, graded } = files;
  throwIfAny(incomplete(files));
  if (!netFile || !graded) return undefined;
  const net = await readClassifier(netFile.path);
  const guideNet = files.guide && (await readClassifier(files.guide.path));
  const { rows } = await readTable(graded.path, validityTable);
  const own = rows.find((row) => row.net === net.config.name);
  throwIfAny([
    ...misfits(net, size, "validityNet"),
    ...(own ? [] : [ungraded(net, rows)]),
    ...(guideNet ? misfits(guideNet, size, "validityGuide") : []),
    ...(guideNet?.config.name === net.config.name ? [sameNet(net)] : []),
  ]);
  const judge = asGuide(net);
  const guide = guideNet && asGuide(guideNet);
  const dispose = () => {
    for (const one of [judge, net, guide, guideNet]) one?.dispose();
  };
  return { judge, threshold: own!.threshold, guide, dispose };
}

function incomplete({ net, graded, guide }: FaceModelFiles): Problem[] {
  const without = (given: string, missing: string, hint: string): Problem => ({
    message: `${given} is given without ${missing}`,
    place: { field: missing },
    hint,
  });
  const both =
    "the net comes from train-classifiers, its threshold from grade-validity: give both or neither";
  return [
    ...(net && !graded ? [without("validityNet", "validity", both)] : []),
    ...(graded && !net ? [without("validity", "validityNet", both)] : []),
    ...(guide && !net && !graded
      ? [without("validityGuide", "validityNet", "give a net that filters, with its threshold")]
      : []),
  ];
}

function sameNet({ config }: Classifier): Problem {
  return {
    message: `"${config.name}" is to guide, so it cannot filter`,
    place: { field: "validityGuide" },
    hint: "train another net on the same faces and non-faces, under another name",
  };
}

function misfits({ config }: Classifier, size: number, field: string): Problem[] {
  const place = { field };
  const problems: Problem[] = [];
  if (config.classes.join() !== VALIDITY_CLASSES.join()) {
    const message = `${config.name} tells ${config.classes.join(", ")} apart, not ${VALIDITY_CLASSES.join(" and ")}`;
    problems.push({ message, place, hint: "train it on the faces of make-nonfaces" });
  }
  if (config.size !== size) {
    const message = `${config.name} reads ${config.size}-pixel faces, the prior draws ${size}-pixel faces`;
    problems.push({ message, place, hint: "make its non-faces of the faces that the prior was trained on" });
  }
  return problems;
}

function ungraded({ config }: Classifier, rows: readonly { readonly net: string }[]): Problem {
  const names = [...new Set(rows.map((row) => row.net))].join(", ");
  return {
    message: `the validity table grades ${names || "no net"}, not ${config.name}`,
    place: { field: "validity" },
    hint: "give the table that grade-validity made of this net",
  };
}

/**
 * Asks the guide at that place for a face beyond doubt of rounding, once the noise is below that level: before, the
 * clean estimate is the blur that it ought to be, and no face.
 */
export function beFace({ threshold }: FaceModel, guide: number, below: number): Constraint {
  // A net that is sure of every real face has a threshold of 1, of which there are no log-odds.
  const possible = Math.min(threshold, MOST_THRESHOLD);
  const odds = Math.exp(Math.log(possible) - Math.log1p(-possible) + MARGIN);
  return { ...confident(guide, FACE, odds / (1 + odds)), below };
}
