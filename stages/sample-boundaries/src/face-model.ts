import { type Constraint, confident, type Guide } from "@limen/diffusion";
import { type Problem, throwIfAny } from "@limen/errors";
import { type Classifier, readClassifier } from "@limen/models";
import type { InputArtifact } from "@limen/stage";
import { readTable, VALIDITY_CLASSES, validityTable } from "@limen/tables";
import { asGuide } from "./as-guide.ts";

/** A net that says whether a picture is a face, trained on faces and non-faces. */
export interface FaceModel {
  readonly guide: Guide;
  /** p(face) from which on a picture counts as a face, chosen on real faces. */
  readonly threshold: number;
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
}

/** Undefined where neither file is given. Throws a UserError when one is missing or they do not fit. */
export async function loadFaceModel(files: FaceModelFiles, size: number): Promise<FaceModel | undefined> {
  const { net: netFile, graded } = files;
  if (!netFile && !graded) return undefined;
  if (!netFile || !graded) {
    const [given, missing] = netFile ? ["validityNet", "validity"] : ["validity", "validityNet"];
    const problem: Problem = {
      message: `${given} is given without ${missing}`,
      place: { field: missing },
      hint: "the net comes from train-classifiers, its threshold from grade-validity: give both or neither",
    };
    throwIfAny([problem]);
  }
  const net = await readClassifier(netFile!.path);
  const { rows } = await readTable(graded!.path, validityTable);
  const own = rows.find((row) => row.net === net.config.name);
  throwIfAny([...misfits(net, size), ...(own ? [] : [ungraded(net, rows)])]);
  const guide = asGuide(net);
  const dispose = () => {
    for (const one of [guide, net]) one.dispose();
  };
  return { guide, threshold: own!.threshold, dispose };
}

function misfits({ config }: Classifier, size: number): Problem[] {
  const place = { field: "validityNet" };
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
