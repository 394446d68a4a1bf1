import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { personProbabilities } from "@limen/person-model";
import { categorical, RandomStream } from "@limen/random";
import { dirichletEntropyMean, entropyBits, softmax } from "@limen/stats";
import { writeTable } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import * as specs from "@limen/tables/specs";
import { toyAttempt, toyStimulus } from "@limen/testing/rows";

const CLASSES = ["anger", "happiness", "sadness"];
const PEOPLE = 16;
const PER_ARM = 8;
const SIZE = 4;
const ARMS = ["uncertainty", "natural", "unguided", "confident"];
const SOURCE = "simulated";
const RANDOM = RandomStream.fromSeed("evaluate example");

export const exampleParams = { draws: 200, permutations: 500 };

/** How strongly the toy study shows what the claims say: 1 clearly, 0 not at all. */
export interface ExampleOptions {
  readonly effect?: number;
}

/** Writes a toy study in which every claim holds (effect 1) or none of C3 to C5 does (effect 0); gives the inputs. */
export async function writeExampleInputs(
  folder: string,
  { effect = 1 }: ExampleOptions = {},
): Promise<Record<string, readonly string[]>> {
  const stimuli = await Promise.all(
    ARMS.flatMap((arm, a) => Array.from({ length: PER_ARM }, (_, i) => stimulusOf(arm, a, i, effect))),
  );
  const trials = stimuli.flatMap((stimulus, s) =>
    Array.from({ length: PEOPLE }, (_, p) => toyTrial(stimulus, s, p, effect)),
  );
  const classes = { metadata: { classes: JSON.stringify(CLASSES), size: String(SIZE) } };
  const at = (name: string) => join(folder, `${name}.parquet`);
  await writeTable(
    at("stimuli"),
    specs.stimuliTable,
    stimuli.map(({ row }) => row),
    classes,
  );
  await writeTable(
    at("choices"),
    specs.choicesTable,
    stimuli.map(({ row }) => toyChoice(row.stimulus_id, trials)),
    classes,
  );
  await writeTable(at("trials"), specs.keptTrialsTable, trials, classes);
  await writeTable(at("reliability"), specs.reliabilityTable, toyReliability());
  await writeTable(
    at("attempts"),
    specs.attemptsTable,
    Array.from({ length: 60 }, (_, i) => attemptOf(i, effect)),
  );
  await writeTable(at("scores"), specs.alignmentScoresTable, toyScores(effect));
  const predictions = stimuli.flatMap(({ row, p }) =>
    ["base", "base_temperature", "group"].map((model) => ({
      net: "mlp",
      model,
      stimulus_id: row.stimulus_id,
      fold: "test",
      p: model === "group" && effect > 0 ? p : row.p_guide_1,
    })),
  );
  await writeTable(at("groupPredictions"), specs.groupPredictionsTable, predictions, classes);
  await writeTable(at("parameters"), specs.personParametersTable, toyParameters(effect), classes);
  const names = [
    "stimuli",
    "choices",
    "trials",
    "reliability",
    "attempts",
    "scores",
    "groupPredictions",
    "parameters",
  ];
  return Object.fromEntries(names.map((name) => [name, [at(name)]]));
}

interface ToyStimulus {
  readonly row: Row<typeof specs.stimuliTable>;
  /** What people choose from. */
  readonly p: Float32Array;
}

/** An even picture of that grey level. */
function greyPicture(level: number): Promise<Uint8Array> {
  return encodeGreyPng(new Uint8Array(SIZE * SIZE).fill(level), SIZE);
}

async function stimulusOf(arm: string, a: number, i: number, effect: number): Promise<ToyStimulus> {
  const stream = RANDOM.split(arm).split(i);
  const certainty = arm === "uncertainty" ? 0.3 : effect > 0 ? 4 : 0.3;
  const distribution = (scale: number) =>
    Float32Array.from(
      softmax([certainty + scale * stream.normal(), scale * stream.normal(), scale * stream.normal()]),
    );
  const p = distribution(0.4);
  return {
    p,
    row: toyStimulus({
      stimulus_id: `${arm}-${i}`,
      image: { bytes: await greyPicture(80 + 10 * a + 7 * i), path: null },
      arm,
      sampler: arm === "natural" ? "none" : "gauss-newton",
      guide_1: "mlp",
      p_guide_1: distribution(0.8),
      p_held_out: distribution(0.8),
      match_id: arm === "uncertainty" ? null : `uncertainty-${i}`,
    }),
  };
}

function toyTrial(
  { row, p }: ToyStimulus,
  s: number,
  person: number,
  effect: number,
): Row<typeof specs.keptTrialsTable> {
  const stream = RANDOM.split("answer").split(s).split(person);
  const own = personProbabilities(Float64Array.from(p, Math.log), { bias: biasOf(person, effect), slope: 1 });
  return {
    participant_id: `p${person}`,
    trial: s,
    stimulus_id: row.stimulus_id,
    response: CLASSES[categorical(stream, own)]!,
    ratings: null,
    confidence: null,
    intensity: null,
    rt_ms: null,
    is_repeat: false,
    selection: null,
    source: SOURCE,
  };
}

/** (nats) criteria of a person: known, and with no effect the same for all. */
function biasOf(person: number, effect: number): number[] {
  const stream = RANDOM.split("bias").split(person);
  return CLASSES.map(() => effect * stream.normal());
}

function toyParameters(effect: number): Row<typeof specs.personParametersTable>[] {
  return Array.from({ length: 12 }, (_, person) => ({
    net: "mlp",
    model: "individual_bias_slope",
    participant_id: `p${person}`,
    bias: Float32Array.from(biasOf(person, effect)),
    slope: 1,
    source: SOURCE,
  }));
}

function toyChoice(
  stimulus_id: string,
  trials: readonly Row<typeof specs.keptTrialsTable>[],
): Row<typeof specs.choicesTable> {
  const own = trials.filter((trial) => trial.stimulus_id === stimulus_id);
  const counts = CLASSES.map((name) => own.filter((trial) => trial.response === name).length);
  const entropy = dirichletEntropyMean(counts, 1 / CLASSES.length);
  return {
    stimulus_id,
    n: own.length,
    p: Float32Array.from(counts, (count) => count / own.length),
    entropy,
    entropy_low: entropy / 2,
    entropy_high: Math.min(Math.log2(CLASSES.length), entropy * 1.5),
    entropy_plugin: entropyBits(counts),
    within: null,
    between: null,
    median_rt_ms: null,
    source: SOURCE,
  };
}

function toyReliability(): Row<typeof specs.reliabilityTable>[] {
  const row = (measure: string, value: number | null, unit: string) => ({
    measure,
    value,
    low: value === null ? null : value - 0.1,
    high: value === null ? null : value + 0.1,
    n: 32,
    unit,
    source: SOURCE,
  });
  return [
    row("entropy_spearman_brown", 0.7, "stimuli"),
    row("entropy_ceiling", 0.84, "stimuli"),
    row("choice_agreement_within", null, "pairs"),
    row("accuracy_ceiling", 0.8, "trials"),
    row("likelihood_ceiling", 0.6, "trials"),
  ];
}

function attemptOf(attempt: number, effect: number): Row<typeof specs.attemptsTable> {
  const arm = attempt % 2 === 0 ? "uncertainty" : "unguided";
  const hit = arm === "uncertainty" && effect > 0 ? attempt % 10 !== 0 : attempt % 12 < 2;
  return toyAttempt({
    attempt,
    arm,
    sampler: arm === "unguided" ? "unguided" : "gauss-newton",
    guide_1: "mlp",
    p_a: hit ? 0.48 : 0.9,
    p_b: hit ? 0.47 : 0.05,
    on_target: hit,
    accepted: hit,
    held_out_agrees: arm === "uncertainty" ? attempt % 4 !== 0 : null,
  });
}

/** Group beats base by 0.3 nats and individuals the group by 0.1, times the effect, with noise over people. */
function toyScores(effect: number): Row<typeof specs.alignmentScoresTable>[] {
  const levels: Record<string, number> = {
    marginal: 1.1,
    base: 1.3,
    base_temperature: 1.2,
    group: 1.3 - 0.3 * effect,
    group_extra: 1.3 - 0.3 * effect,
    individual_bias: 1.3 - 0.4 * effect,
    individual_bias_slope: 1.3 - 0.4 * effect,
    other_person: 1.4 - 0.3 * effect,
    permuted_labels: 1.3 - 0.3 * effect,
  };
  return Object.entries(levels).flatMap(([model, level]) =>
    Array.from({ length: PEOPLE }, (_, person) => ({
      net: "mlp",
      model,
      participant_id: `p${person}`,
      stimuli: "new",
      people: person < 12 ? "old" : "new",
      train_trials: 50,
      test_trials: 20,
      nats: level + (effect > 0 ? 0.02 * RANDOM.split(model).split(person).normal() : 0),
      accuracy: 0.9 - level / 3,
      source: SOURCE,
    })),
  );
}
