import { RandomStream } from "@limen/random";
import { type AlignOptions, alignPeople } from "./align-people.ts";
import { encodeTrials } from "./encode-trials.ts";
import { evidenceOf, scaledInputs } from "./layer-inputs.ts";
import type { PersonTrials, StimulusScores } from "./person-trials.ts";
import {
  commonModel,
  individualModels,
  type ScoredModel,
  type ScoreRow,
  scoreModels,
} from "./score-models.ts";
import { splitTrials } from "./split-trials.ts";
import { toyColumns } from "./toy-columns.ts";
import type { ToyWorld } from "./toy-world.ts";

const SHARES = { newStimuli: 0.25, newPeople: 0.25, heldOut: 0.2, innerValidation: 0.2 };

/** The ladder's settings as the stage has them. */
export const TOY_OPTIONS: AlignOptions = {
  precisions: [64, 16, 4, 1],
  ranks: [2, 8],
  clusters: 3,
  folds: 4,
  pooling: "people",
  choosers: 100,
  minTrials: 30,
};

export interface ToyLadderOptions extends Partial<AlignOptions> {
  /** (nats) log probabilities of the group model [stimuli × classes]; by default of the average person. */
  readonly groupLogP?: Float64Array;
  readonly trials?: ToyWorld["trials"];
}

/** Fits the ladder to a toy world, without any net: the group model is the average person, its features their scores. */
export function climbToyLadder(world: ToyWorld, seed: number, options: ToyLadderOptions = {}) {
  const random = RandomStream.fromSeed(seed);
  const encoded = encodeTrials(toyColumns(options.trials ?? world.trials), world.stimuli, world.classes);
  const split = splitTrials(encoded, world.stimuli, SHARES, random.split("split"));
  const used = split.newStimulus.map((isNew) => 1 - isNew);
  const classes = world.classes.length;
  const logP = options.groupLogP ?? averageOf(world.truth);
  const [leading, wide] = [4, 8].map((width) => {
    const noise = random.split("features").normals(world.stimuli.length * width);
    const values = Float64Array.from(noise, (value, i) =>
      i % width < classes - 1 ? world.scores[Math.floor(i / width) * classes + (i % width)]! : value,
    );
    return scaledInputs(values, width, used);
  });
  const group: StimulusScores = {
    logP,
    evidence: evidenceOf(logP, classes, used),
    leading: leading!,
    wide: wide!,
  };
  const aligned = alignPeople(encoded, split, group, { ...TOY_OPTIONS, ...options }, random.split("align"));
  const models = [commonModel("group", logP, () => 0), ...individualModels(aligned), oracle(world)];
  return { encoded, split, group, aligned, scores: [...scoreModels("toy", models, encoded, split, group)] };
}

function averageOf(truth: readonly Float64Array[]): Float64Array {
  return truth[0]!.map((_, i) =>
    Math.log(truth.reduce((sum, own) => sum + Math.exp(own[i]!), 0) / truth.length),
  );
}

/** Knows every person: what no model can beat but by luck. */
function oracle(world: ToyWorld): ScoredModel {
  const known = world.truth.map((logP) => commonModel("oracle", logP, () => 0));
  return {
    ...known[0]!,
    logProbabilities: (person: number, test: PersonTrials) => known[person]!.logProbabilities(person, test),
  };
}

/** Nats of the group minus nats of the model, on new stimuli, one value a person. */
export function gainsOf(scores: readonly ScoreRow[], model: string): number[] {
  const rows = scores.filter((row) => row.stimuli === "new");
  const group = new Map(rows.filter((r) => r.model === "group").map((r) => [r.participant_id, r.nats]));
  return rows.filter((r) => r.model === model).map((row) => group.get(row.participant_id)! - row.nats);
}
