import { join } from "node:path";
import { RandomStream } from "@limen/random";
import { type Row, stimuliTable, trialsTable, writeTable } from "@limen/tables";
import { toyStimulus } from "@limen/testing/rows";
import { TOY_CLASSES, toyTrials } from "./toy-trials.ts";

const STIMULI = 12;

/** Small numbers of draws, and rules that fit a dozen trials a person. */
export const exampleParams = { minTrials: 5, minRepeatPairs: 4, entropyDraws: 100, splits: 5, draws: 100 };

/** Writes twenty toy people's trials at twelve stimuli; gives the file of each input. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const trials = join(folder, "trials.parquet");
  const stimuli = join(folder, "stimuli.parquet");
  const metadata = { classes: JSON.stringify(TOY_CLASSES) };
  const experiment = {
    participants: 20,
    stimuli: STIMULI,
    repeats: 10,
    catches: 5,
    biasSpread: 0.8,
    evidenceSpread: 1.5,
    careless: 0.2,
  };
  await writeTable(trials, trialsTable, toyTrials(experiment, RandomStream.fromSeed("toy trials")), {
    metadata,
  });
  const rows = Array.from({ length: STIMULI }, (_, i) => stimulusOf(i));
  await writeTable(stimuli, stimuliTable, rows, { metadata: { ...metadata, size: "48" } });
  return { trials: [trials], stimuli: [stimuli] };
}

function stimulusOf(index: number): Row<typeof stimuliTable> {
  const even = Float32Array.from(TOY_CLASSES, () => 1 / TOY_CLASSES.length);
  return toyStimulus({
    stimulus_id: `s${index}`,
    image: { bytes: new Uint8Array(0), path: null },
    arm: "unguided",
    sampler: "unguided",
    class_b: "fear",
    guide_1: null,
    p_guide_1: even,
    p_held_out: even,
  });
}
