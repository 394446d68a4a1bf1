import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { facesTable, type Row, stimuliTable, writeTable } from "@limen/tables";
import { toyFace, toyStimulus } from "@limen/testing/rows";

const EXAMPLE_CLASSES = ["anger", "happiness", "sadness"] as const;
const SIZE = 8;

/** The smallest experiment: six natural faces with known truth, judged by five simulated observers. */
export const exampleParams = {
  participants: 5,
  coreStimuli: 2,
  repeats: 1,
  answersPerStimulus: 3,
  trialsPerParticipant: 10,
};

/** Writes toy faces and stimuli into the folder; gives the file of each input. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const metadata = { classes: JSON.stringify(EXAMPLE_CLASSES), size: String(SIZE) };
  const faces = join(folder, "faces.parquet");
  const stimuli = join(folder, "stimuli.parquet");
  const rows = await Promise.all(Array.from({ length: 12 }, (_, i) => exampleFace(i)));
  await writeTable(faces, facesTable, rows, { metadata: { ...metadata, controls: "[]" } });
  await writeTable(stimuli, stimuliTable, rows.slice(0, 6).map(stimulusOf), { metadata });
  return { faces: [faces], stimuli: [stimuli] };
}

/** Faces 0 to 5 are ambiguous, the rest beyond doubt. */
async function exampleFace(i: number): Promise<Row<typeof facesTable>> {
  const random = RandomStream.fromSeed(1).split(i);
  const pixels = Uint8Array.from({ length: SIZE * SIZE }, () => random.integer(256));
  const top = i < 6 ? 0.5 : 0.99;
  const truth = Float32Array.from(EXAMPLE_CLASSES, (_, c) => (c === i % 3 ? top : (1 - top) / 2));
  const name = `face-${i}`;
  return toyFace({
    face_id: name,
    image: { bytes: await encodeGreyPng(pixels, SIZE), path: `${name}.png` },
    label: i < 6 ? truth : Float32Array.from(EXAMPLE_CLASSES, (_, c) => (c === i % 3 ? 1 : 0)),
    majority: EXAMPLE_CLASSES[i % 3]!,
    split: "test",
    truth,
  });
}

function stimulusOf(face: Row<typeof facesTable>): Row<typeof stimuliTable> {
  return toyStimulus({
    stimulus_id: `natural-${face.face_id}`,
    image: face.image,
    arm: "natural",
    sampler: "none",
    p_guide_1: face.label,
    p_held_out: face.label,
    face_id: face.face_id,
    label: face.label,
  });
}
