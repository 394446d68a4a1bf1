import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { facesTable, stimuliTable, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { toyFace, toyStimulus } from "@limen/testing/rows";
import { onTestFinished } from "vitest";
import { openDatabase } from "./database/open-database.ts";
import { gather } from "./export/gather.ts";
import { buildServer } from "./server/build-server.ts";
import { changeState, openStudy } from "./study/open-study.ts";
import { readStudy } from "./study/read-study.ts";
import { studySettings } from "./study/settings.ts";

export const CLASSES = ["anger", "happiness", "sadness"];
const PAGE = fileURLToPath(new URL("../../participant-page/src", import.meta.url));
const SIZE = 16;
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

export interface ToyFiles {
  readonly stimuli: string;
  readonly faces: string;
  readonly predictions: string;
}

/**
 * Stimuli and faces of noise whose truth is known, so that observers need no net: stimulus i is beyond doubt of class i mod 3, and so is
 * every other face.
 */
export async function writeStudyFiles(folder: string, seed = "pictures"): Promise<ToyFiles> {
  const random = RandomStream.fromSeed(seed);
  const picture = async () => {
    const pixels = Uint8Array.from({ length: SIZE * SIZE }, () => random.integer(256));
    return { bytes: await encodeGreyPng(pixels, SIZE), path: null };
  };
  const label = (i: number) => Float32Array.from(CLASSES, (_, c) => (c === i % CLASSES.length ? 1 : 0));
  const faces = await Promise.all(
    Array.from({ length: STIMULI + SURE }, async (_, i) =>
      toyFace({
        face_id: `face-${i}`,
        image: await picture(),
        label: label(i),
        truth: label(i),
        majority: CLASSES[i % CLASSES.length]!,
        split: "test",
      }),
    ),
  );
  const even = Float32Array.from(CLASSES, () => 1 / CLASSES.length);
  const stimuli = faces.slice(0, STIMULI).map(({ face_id, image }, i) =>
    toyStimulus({
      stimulus_id: `stimulus-${i}`,
      image,
      face_id,
      arm: "natural",
      p_guide_1: even,
      p_held_out: even,
    }),
  );
  const metadata = { classes: JSON.stringify(CLASSES), size: String(SIZE) };
  const files = {
    stimuli: join(folder, "stimuli.parquet"),
    faces: join(folder, "faces.parquet"),
    predictions: join(folder, "predictions.csv"),
  };
  const said = stimuli.map(({ stimulus_id }, i) =>
    [stimulus_id, ...CLASSES.map((_, c) => (c === i % CLASSES.length ? 0.4 + i / 20 : 0.3 - i / 40))].join(),
  );
  writeFileSync(files.predictions, [["stimulus_id", ...CLASSES].join(), ...said].join("\n"));
  await writeTable(files.stimuli, stimuliTable, stimuli, { metadata });
  await writeTable(files.faces, facesTable, faces, { metadata: { ...metadata, controls: "[]" } });
  return files;
}

/** Serves a study of such files from a database; port 0 is any that is free. */
export async function serveFiles(
  files: ToyFiles,
  place: string,
  { port = 0, change = {} }: { readonly port?: number; readonly change?: object } = {},
) {
  const study = await readStudy(files, studySettings.parse({ ...SETTINGS, ...change }));
  const database = await openDatabase(place);
  const open = await openStudy(study, database);
  const server = await buildServer(open, {
    adminToken: "token",
    isBehindProxy: false,
    pageSources: PAGE,
    onInternalError: (error) => {
      throw error;
    },
  });
  const address = await server.listen({ host: "localhost", port });
  let isStopped = false;
  return {
    address,
    study,
    database,
    gathered: () => gather(open),
    setState: (state: "open" | "paused" | "closed") => changeState(open, state),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await server.close();
      await database.close();
    },
  };
}

/** Serves a study of its own until the test ends. */
export async function serveStudy(change: object = {}) {
  const folder = temporaryDirectory();
  const files = await writeStudyFiles(folder);
  const served = await serveFiles(files, join(folder, "answers.db"), { change });
  onTestFinished(served.stop);
  return { ...served, files };
}
