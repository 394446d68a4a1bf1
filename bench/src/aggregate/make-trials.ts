import { join } from "node:path";
import { categorical, RandomStream } from "@limen/random";
import { softmax } from "@limen/stats";
import {
  type ColumnGroup,
  NO_WORD,
  stimuliTable,
  trialsTable,
  WordList,
  writeColumns,
  writeTable,
} from "@limen/tables";
import { toyStimulus } from "@limen/testing/rows";
import { noCells } from "../no-cells.ts";

const CLASSES = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
const STIMULI = 2000;
/** Trials of a participant: first showings, then repeats of the first of them, then catch trials. */
const [FIRSTS, REPEATS, CATCHES] = [400, 40, 10];
const TRIALS = FIRSTS + REPEATS + CATCHES;
/** One to one with the stimuli, so that steps through them meet each once. */
const STEP = 1_009;
const CARELESS = 0.05;
const LATE = 0.01;
/** Participants of a group of rows: memory does not grow with trials. */
const GROUP = 128;

/** Writes a study of so many trials, the last participant's cut short; the same for the same number. */
export async function makeTrials(
  folder: string,
  trials: number,
): Promise<{ trials: string; stimuli: string }> {
  const paths = { trials: join(folder, "trials.parquet"), stimuli: join(folder, "stimuli.parquet") };
  const random = RandomStream.fromSeed("aggregate");
  const metadata = { classes: JSON.stringify(CLASSES) };
  await writeColumns(paths.trials, trialsTable, groupsOf(trials, random), { metadata });
  await writeTable(paths.stimuli, stimuliTable, stimulusRows(), { metadata: { ...metadata, size: "48" } });
  return paths;
}

const nameOf = (stimulus: number) => `stimulus-${String(stimulus).padStart(4, "0")}`;

function* stimulusRows() {
  const even = Float32Array.from(CLASSES, () => 1 / CLASSES.length);
  for (let s = 0; s < STIMULI; s++) {
    yield toyStimulus({
      stimulus_id: nameOf(s),
      image: { bytes: new Uint8Array(0), path: null },
      arm: "unguided",
      sampler: "unguided",
      class_b: "fear",
      guide_1: null,
      p_guide_1: even,
      p_held_out: even,
    });
  }
}

function* groupsOf(trials: number, random: RandomStream): Generator<ColumnGroup<typeof trialsTable>> {
  const evidence = Array.from({ length: STIMULI }, (_, s) => {
    const stream = random.split("stimulus").split(s);
    const clarity = 3 * stream.uniform();
    return CLASSES.map(() => clarity * stream.normal());
  });
  const words = {
    participant: new WordList(),
    stimulus: WordList.of([...evidence.map((_, s) => nameOf(s)), ...CLASSES.map((name) => `catch-${name}`)]),
    class: WordList.of(CLASSES),
    selection: WordList.of(["random"]),
    source: WordList.of(["simulated"]),
  };
  for (let start = 0; start < trials; start += GROUP * TRIALS) {
    const rows = Math.min(GROUP * TRIALS, trials - start);
    const cells = emptyCells(rows);
    for (let row = 0; row < rows; row += TRIALS) {
      const person = (start + row) / TRIALS;
      words.participant.number(`participant-${String(person).padStart(6, "0")}`);
      fillPerson(cells, row, Math.min(TRIALS, rows - row), person, evidence, random);
    }
    yield {
      rows,
      columns: {
        participant_id: { codes: cells.participant, words: words.participant },
        trial: { values: cells.trial, present: null },
        block: { values: new Int32Array(rows), present: null },
        stimulus_id: { codes: cells.stimulus, words: words.stimulus },
        response: { codes: cells.response, words: words.class },
        ratings: { ...noCells(new Float32Array(rows * CLASSES.length), rows), width: CLASSES.length },
        confidence: noCells(new Float64Array(rows), rows),
        intensity: noCells(new Float64Array(rows), rows),
        rt_ms: { values: cells.rt, present: cells.hasTime },
        catch_class: { codes: cells.catchClass, words: words.class },
        is_repeat: { values: cells.isRepeat, present: null },
        selection: { codes: new Int32Array(rows), words: words.selection },
        source: { codes: new Int32Array(rows), words: words.source },
      },
    };
  }
}

function emptyCells(rows: number) {
  return {
    participant: new Int32Array(rows),
    trial: new Int32Array(rows),
    stimulus: new Int32Array(rows),
    response: new Int32Array(rows).fill(NO_WORD),
    rt: new Float64Array(rows),
    hasTime: new Uint8Array(rows),
    catchClass: new Int32Array(rows).fill(NO_WORD),
    isRepeat: new Uint8Array(rows),
  };
}

/** softmax(evidence of the stimulus + bias of the person); the careless answer fast and at random. */
function fillPerson(
  cells: ReturnType<typeof emptyCells>,
  row: number,
  count: number,
  person: number,
  evidence: readonly (readonly number[])[],
  random: RandomStream,
): void {
  const stream = random.split("person").split(person);
  const bias = CLASSES.map(() => 0.5 * stream.normal());
  const isCareless = stream.uniform() < CARELESS;
  const first = stream.integer(STIMULI);
  for (let trial = 0; trial < count; trial++) {
    const i = row + trial;
    const isCatch = trial >= FIRSTS + REPEATS;
    const stimulus = (first + (trial % FIRSTS) * STEP) % STIMULI;
    const right = trial % CLASSES.length;
    cells.participant[i] = person;
    cells.trial[i] = trial;
    cells.stimulus[i] = isCatch ? STIMULI + right : stimulus;
    if (isCatch) cells.catchClass[i] = right;
    if (trial >= FIRSTS && !isCatch) cells.isRepeat[i] = 1;
    if (stream.uniform() < LATE) continue;
    const p = isCareless ? CLASSES.map(() => 1) : softmax(bias.map((b, c) => b + evidence[stimulus]![c]!));
    cells.response[i] = isCatch && !isCareless ? right : categorical(stream, p);
    cells.rt[i] = (isCareless ? 200 : 700) * Math.exp(0.3 * stream.normal());
    cells.hasTime[i] = 1;
  }
}
