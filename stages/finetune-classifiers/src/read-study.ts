import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import { type Classifier, readClassifier } from "@limen/models";
import { type RandomStream, subset } from "@limen/random";
import type { ContextOf, InputArtifact } from "@limen/stage";
import {
  classesOf,
  countRows,
  readMetadata,
  readTable,
  refuseComparisons,
  scanColumns,
  shownFaces,
} from "@limen/tables";
import { facesTable, keptTrialsTable, stimuliTable } from "@limen/tables/specs";
import { type EncodedTrials, encodeTrials } from "./encode-trials.ts";
import type { Examples } from "./examples.ts";
import type stage from "./index.ts";
import { CHOICE_COLUMNS, gatherTrials, RATING_COLUMNS } from "./trial-columns.ts";

/** Faces of the base test split that are watched while fine-tuning, at most. */
const WATCHED = 500;

/** All that the stage reads, decoded. */
export interface Study {
  readonly classifier: Classifier;
  readonly trials: EncodedTrials;
  /** Boundary stimulus that each stimulus is matched to, or itself. */
  readonly family: readonly string[];
  /** [stimuli × size²] in [-1, 1] */
  readonly images: Float32Array;
  /** Base faces, inputs in [-1, 1], targets the shares of votes. */
  readonly base: { readonly train: Examples; readonly test: Examples };
}

export async function readStudy(context: ContextOf<typeof stage>): Promise<Study> {
  const classifier = await readClassifier(context.input("classifier").path);
  const { classes, size } = classifier.config;
  const stimuli = await readTable(context.input("stimuli").path, stimuliTable);
  const trialsPath = context.input("trials").path;
  const trialsMetadata = await readMetadata(trialsPath);
  const faces = await readTable(context.input("faces").path, facesTable);
  refuseComparisons(trialsMetadata);
  throwIfAny([
    ...classProblems(context.input("stimuli"), stimuli.metadata, classes),
    ...classProblems(context.input("faces"), faces.metadata, classes),
    ...classProblems(context.input("trials"), trialsMetadata, classes),
  ]);
  const { rows } = stimuli;
  // A natural control, or the face under an anchored one, may be a base face: it must not be trained on through the back door.
  const shown = shownFaces(rows);
  const usable = faces.rows.filter((face) => !shown.has(face.face_id));
  const random = context.random.split("base faces");
  const load = (split: string, count: number) =>
    loadFaces(
      pick(
        usable.filter((face) => face.split === split),
        count,
        random.split(split),
      ),
      size,
    );
  return {
    classifier,
    trials: encodeTrials(
      await readTrials(trialsPath, trialsMetadata.task),
      rows.map((row) => row.stimulus_id),
      classes,
    ),
    family: rows.map((row) => row.match_id ?? row.stimulus_id),
    images: await decodeUnitBatch(
      rows.map((row) => row.image.bytes),
      size,
    ),
    base: { train: await load("train", context.params.baseFaces), test: await load("test", WATCHED) },
  };
}

/** Choices have no ratings, which need not be read then. */
async function readTrials(path: string, task: string | undefined) {
  const columns = task === "choice" ? CHOICE_COLUMNS : RATING_COLUMNS;
  return gatherTrials(scanColumns(path, keptTrialsTable, { columns }), await countRows(path));
}

function classProblems(
  artifact: InputArtifact,
  metadata: Readonly<Record<string, string>>,
  expected: readonly string[],
): Problem[] {
  const found = classesOf(metadata);
  if (found.length === expected.length && found.every((name, index) => name === expected[index])) return [];
  return [
    {
      message: `the classes of ${artifact.node} are ${found.join(", ")}, the classifier's are ${expected.join(", ")}`,
      place: { file: artifact.path },
      hint: "fine-tune a classifier that was trained on the same classes in the same order",
    },
  ];
}

function pick<T>(items: readonly T[], count: number, random: RandomStream): T[] {
  return subset(random, items.length, count).map((index) => items[index]!);
}

async function loadFaces(
  faces: readonly { readonly image: { readonly bytes: Uint8Array }; readonly label: Float32Array }[],
  size: number,
): Promise<Examples> {
  if (faces.length === 0) {
    throw new UserError({
      message: "the faces table has no face in the train or in the test split that is not a stimulus itself",
      hint: "base faces keep the net's base accuracy: give prepare-faces more faces",
    });
  }
  const classes = faces[0]!.label.length;
  const targets = new Float32Array(faces.length * classes);
  faces.forEach((face, row) => {
    targets.set(face.label, row * classes);
  });
  const inputs = await decodeUnitBatch(
    faces.map((face) => face.image.bytes),
    size,
  );
  return {
    count: faces.length,
    width: size * size,
    inputs,
    targets,
    weights: new Float32Array(faces.length).fill(1),
  };
}
