import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildServer, gather, openDatabase, openStudy, readStudy, studySettings } from "@limen/collect";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { findWorkspace } from "@limen/runner";
import { facesTable, stimuliTable, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { toyFace, toyStimulus } from "@limen/testing/rows";
import { onTestFinished } from "vitest";

const CLASSES = ["anger", "happiness", "sadness"];
const SIZE = 24;
const STIMULI = 9;
const SURE = 24;

/** Twelve trials in two blocks, three for practice, without waiting. */
const SETTINGS = {
  trialsPerParticipant: 12,
  coreStimuli: 3,
  repeats: 1,
  catchShare: 0.1,
  blocks: 2,
  practice: 3,
  fixationMs: 0,
  deadlineMs: null,
};

/** Writes the stimuli and faces of a small study of noise pictures. */
export async function writeStudyFiles(folder: string) {
  const random = RandomStream.fromSeed("pictures");
  const picture = async (name: string) => {
    const pixels = Uint8Array.from({ length: SIZE * SIZE }, () => random.integer(256));
    return { bytes: await encodeGreyPng(pixels, SIZE), path: `${name}.png` };
  };
  const metadata = { classes: JSON.stringify(CLASSES), size: String(SIZE) };
  const even = Float32Array.from(CLASSES, () => 1 / CLASSES.length);
  const names = Array.from({ length: STIMULI }, (_, i) => `stimulus-${i}`);
  const stimuli = await Promise.all(
    names.map(async (stimulus_id) => {
      return toyStimulus({
        stimulus_id,
        image: await picture(stimulus_id),
        p_guide_1: even,
        p_held_out: even,
      });
    }),
  );
  const faces = await Promise.all(
    Array.from({ length: SURE }, async (_, i) => {
      const label = Float32Array.from(CLASSES, (_name, c) => (c === i % CLASSES.length ? 1 : 0));
      return toyFace({
        face_id: `face-${i}`,
        image: await picture(`face-${i}`),
        label,
        majority: CLASSES[i % CLASSES.length]!,
        split: "test",
      });
    }),
  );
  const files = {
    stimuli: join(folder, "stimuli.parquet"),
    faces: join(folder, "faces.parquet"),
    predictions: join(folder, "predictions.csv"),
  };
  const said = names.map((name, i) => `${name},${0.2 + i / 20},${0.4 - i / 40},${0.4 - i / 40}`);
  writeFileSync(files.predictions, [`stimulus_id,${CLASSES.join()}`, ...said].join("\n"));
  await writeTable(files.stimuli, stimuliTable, stimuli, { metadata });
  await writeTable(files.faces, facesTable, faces, { metadata: { ...metadata, controls: "[]" } });
  return files;
}

export interface Files {
  readonly stimuli: string;
  readonly faces: string;
  readonly predictions: string;
}

/** Serves those stimuli and faces from a database; port 0 is any that is free. */
export async function serveFiles(
  files: Files,
  place: string,
  { port = 0, change = {} }: { readonly port?: number; readonly change?: object } = {},
) {
  const study = await readStudy(files, studySettings.parse({ ...SETTINGS, ...change }));
  const database = await openDatabase(place);
  const open = await openStudy(study, database);
  const server = await buildServer(open, {
    adminToken: "token",
    isBehindProxy: false,
    pageSources: join(findWorkspace().root, "shared/participant-page/src"),
    onInternalError: (error) => {
      throw error;
    },
  });
  const address = await server.listen({ host: "localhost", port });
  const stop = async () => {
    await server.close();
    await database.close();
  };
  return { address, study, database, gathered: () => gather(open), stop };
}

/** Serves a small study of its own until the test ends. */
export async function serveStudy(change: object = {}) {
  const folder = temporaryDirectory();
  const files = await writeStudyFiles(folder);
  const served = await serveFiles(files, join(folder, "answers.db"), { change });
  onTestFinished(served.stop);
  return { ...served, files };
}
