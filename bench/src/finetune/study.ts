import type { Study } from "@limen/finetune-classifiers/ladder";
import { decodeUnitBatch } from "@limen/images";
import { readClassifier } from "@limen/models";
import type { RandomStream } from "@limen/random";
import { classesOf, type Row, readTable } from "@limen/tables";
import { facesTable } from "@limen/tables/specs";
import { type Crowd, simulateTrials, stimulusName } from "./simulate.ts";

type Face = Row<typeof facesTable>;

/** (faces) of the base set that are mixed in, and that are watched. */
const BASE_FACES = 1000;

/** Faces that the net was not trained on and whose truth is most divided. */
export function mostAmbiguous(rows: readonly Face[], count: number): Face[] {
  const entropy = ({ truth }: Face) =>
    truth!.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return rows
    .filter((face) => face.split !== "train")
    .sort((a, b) => entropy(b) - entropy(a) || (a.face_id < b.face_id ? -1 : 1))
    .slice(0, count);
}

/** A study of simulated people on the most ambiguous rendered faces that the net was not trained on. */
export async function buildStudy(
  files: { readonly faces: string; readonly classifier: string },
  crowd: Crowd,
  stimuli: number,
  random: RandomStream,
): Promise<Study> {
  const classifier = await readClassifier(files.classifier);
  const { size } = classifier.config;
  const { rows, metadata } = await readTable(files.faces, facesTable);
  const shown = mostAmbiguous(rows, stimuli);
  const ids = new Set(shown.map((face) => face.face_id));
  const base = (split: string) => rows.filter((face) => face.split === split && !ids.has(face.face_id));
  const truths = shown.map((face) => face.truth!);
  return {
    classifier,
    trials: simulateTrials(truths, classesOf(metadata), crowd, random),
    family: shown.map((_, s) => stimulusName(s)),
    images: await pixelsOf(shown, size),
    base: {
      train: await examplesOf(base("train").slice(0, BASE_FACES), size),
      test: await examplesOf(base("test").slice(0, BASE_FACES), size),
    },
  };
}

function pixelsOf(faces: readonly Face[], size: number): Promise<Float32Array> {
  return decodeUnitBatch(
    faces.map((face) => face.image.bytes),
    size,
  );
}

async function examplesOf(faces: readonly Face[], size: number) {
  return {
    count: faces.length,
    width: size * size,
    inputs: await pixelsOf(faces, size),
    targets: Float32Array.from(faces.flatMap((face) => [...face.label])),
    weights: new Float32Array(faces.length).fill(1),
  };
}
