import { join } from "node:path";
import type { RandomStream } from "@limen/random";
import {
  type ColumnGroup,
  classesOf,
  facesTable,
  keptTrialsTable,
  readTable,
  stimuliTable,
  WordList,
  writeColumns,
  writeTable,
} from "@limen/tables";
import { toyStimulus } from "@limen/testing/rows";
import { noCells } from "../no-cells.ts";
import { type Answered, type Crowd, personName, simulatePeople, stimulusName } from "./simulate.ts";
import { mostAmbiguous } from "./study.ts";

/** People whose trials are written together: memory does not grow with people. */
const GROUP = 100;

/** Writes the study of `study.ts` as the tables that the stage reads; gives their paths. */
export async function writeTables(
  faces: string,
  crowd: Crowd,
  stimuli: number,
  folder: string,
  random: RandomStream,
): Promise<Readonly<Record<"stimuli" | "trials" | "faces", string>>> {
  const { rows, metadata } = await readTable(faces, facesTable);
  const shown = mostAmbiguous(rows, stimuli);
  const classes = classesOf(metadata);
  const paths = { stimuli: join(folder, "stimuli.parquet"), trials: join(folder, "trials.parquet"), faces };
  const named = { metadata: { classes: JSON.stringify(classes), size: metadata.size!, task: "choice" } };
  const even = Float32Array.from(classes, () => 1 / classes.length);
  await writeTable(
    paths.stimuli,
    stimuliTable,
    shown.map(({ image }, s) =>
      toyStimulus({
        stimulus_id: stimulusName(s),
        image,
        class_a: classes[0]!,
        class_b: classes[1]!,
        p_guide_1: even,
        p_held_out: even,
      }),
    ),
    named,
  );
  const truths = shown.map((face) => face.truth!);
  await writeColumns(paths.trials, keptTrialsTable, groups(truths, classes, crowd, random), named);
  return paths;
}

function* groups(
  truths: readonly ArrayLike<number>[],
  classes: readonly string[],
  crowd: Crowd,
  random: RandomStream,
): Generator<ColumnGroup<typeof keptTrialsTable>> {
  const words = {
    people: WordList.of(Array.from({ length: crowd.people }, (_, p) => personName(p, crowd.people))),
    stimuli: WordList.of(truths.map((_, s) => stimulusName(s))),
    classes: WordList.of(classes),
    selection: WordList.of(["random"]),
    source: WordList.of(["simulated"]),
  };
  const people = simulatePeople(truths, classes.length, crowd, random);
  for (let first = 0; first < crowd.people; first += GROUP) {
    const own = Array.from(
      { length: Math.min(GROUP, crowd.people - first) },
      () => people.next().value as Answered,
    );
    const rows = own.reduce((sum, { stimulus }) => sum + stimulus.length, 0);
    const together = (of: (one: Answered, p: number) => Int32Array) =>
      Int32Array.from(own.flatMap((one, p) => [...of(one, p)]));
    yield {
      rows,
      columns: {
        participant_id: {
          codes: together(({ stimulus }, p) => stimulus.map(() => first + p)),
          words: words.people,
        },
        trial: { values: together(({ stimulus }) => stimulus.map((_, t) => t)), present: null },
        stimulus_id: { codes: together(({ stimulus }) => stimulus), words: words.stimuli },
        response: { codes: together(({ answer }) => answer), words: words.classes },
        ratings: { ...noCells(new Float32Array(rows * classes.length), rows), width: classes.length },
        confidence: noCells(new Float64Array(rows), rows),
        intensity: noCells(new Float64Array(rows), rows),
        rt_ms: noCells(new Float64Array(rows), rows),
        is_repeat: { values: new Uint8Array(rows), present: null },
        selection: { codes: new Int32Array(rows), words: words.selection },
        source: { codes: new Int32Array(rows), words: words.source },
      },
    };
  }
}
