import { join } from "node:path";
import { keptTrialsTable, type Row, targetsTable, writeTable } from "@limen/tables";

const CLASSES = ["anger", "fear", "sadness"] as const;

export const exampleParams = { draws: 100, permutations: 100 };

/** Two pairs of people and two faces each: one pair answers as meant, the other says the same of both. */
export async function writeExampleInputs(folder: string): Promise<Record<string, readonly string[]>> {
  const metadata = { classes: JSON.stringify(CLASSES) };
  const both = (a: string, b: string, stimulus: string) => [
    toyTarget(stimulus, a, b, "anger", "fear"),
    toyTarget(stimulus, b, a, "fear", "anger"),
  ];
  const targets = ["s1", "s2"].flatMap((id) => both("ann", "bob", id));
  const others = ["s3", "s4"].flatMap((id) => both("cleo", "dan", id));
  const trials = [
    ...targets.map((row) => toyTrial(row.participant_id, row.stimulus_id, row.wanted)),
    ...others.map((row) => toyTrial(row.participant_id, row.stimulus_id, "fear")),
  ];
  const [targetsFile, trialsFile] = [join(folder, "targets.parquet"), join(folder, "trials.parquet")];
  await writeTable(targetsFile, targetsTable, [...targets, ...others], { metadata });
  await writeTable(trialsFile, keptTrialsTable, trials, { metadata: { ...metadata, task: "choice" } });
  return { targets: [targetsFile], trials: [trialsFile] };
}

/** What one person is meant to say of a face, and will by their model in three cases of four. */
export function toyTarget(
  stimulus_id: string,
  participant_id: string,
  partner_id: string,
  wanted: string,
  partner_wanted: string,
): Row<typeof targetsTable> {
  const rest = 0.25 / (CLASSES.length - 1);
  return {
    stimulus_id,
    pair: [participant_id, partner_id].sort().join(" & "),
    participant_id,
    partner_id,
    wanted,
    partner_wanted,
    guided: true,
    net: "vgg-s",
    p: Float32Array.from(CLASSES, (name) => (name === wanted ? 0.75 : rest)),
  };
}

export function toyTrial(
  participant_id: string,
  stimulus_id: string,
  response: string | null,
): Row<typeof keptTrialsTable> {
  return {
    participant_id,
    trial: 0,
    stimulus_id,
    response,
    ratings: null,
    confidence: null,
    intensity: null,
    rt_ms: 700,
    is_repeat: false,
    selection: null,
    source: "simulated",
  };
}
