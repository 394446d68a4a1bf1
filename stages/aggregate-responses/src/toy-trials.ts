import { categorical, type RandomStream } from "@limen/random";
import { softmax } from "@limen/stats";
import { type ColumnGroup, NO_WORD, type Row, type trialsTable, WordList } from "@limen/tables";
import { gatherTrials, type TrialColumns } from "./trial-columns.ts";

export type Trial = Row<typeof trialsTable>;

const NO_GRADES = { ratings: null, confidence: null, intensity: null };

export const TOY_CLASSES = ["anger", "fear", "happiness", "neutral", "sadness"] as const;

export interface ToyExperiment {
  readonly participants: number;
  readonly stimuli: number;
  /** (stimuli) shown to everyone a second time. */
  readonly repeats: number;
  readonly catches: number;
  /** (nats) spread of the bias over people; 0: all alike. */
  readonly biasSpread: number;
  /** (nats) spread of the evidence over stimuli; large: no doubt at all. */
  readonly evidenceSpread: number;
  /** Share of people who answer at random and fast. */
  readonly careless?: number;
}

/** Everyone judges every stimulus: softmax(evidence of the stimulus + bias of the person). For tests and the example. */
export function toyTrials(experiment: ToyExperiment, random: RandomStream): Trial[] {
  const { stimuli, repeats, catches } = experiment;
  return Array.from({ length: experiment.participants }, (_, person) => {
    const stream = random.split("person").split(person);
    const bias = TOY_CLASSES.map(() => experiment.biasSpread * stream.normal());
    const isCareless = stream.uniform() < (experiment.careless ?? 0);
    return Array.from({ length: stimuli + repeats + catches }, (_, trial) => {
      const catchClass = trial < stimuli + repeats ? null : TOY_CLASSES[trial % TOY_CLASSES.length]!;
      const p = isCareless
        ? TOY_CLASSES.map(() => 1)
        : catchClass === null
          ? choiceOf(trial % stimuli, bias, experiment, random)
          : TOY_CLASSES.map((name) => (name === catchClass ? 0.97 : 0.0075));
      return {
        participant_id: `${isCareless ? "careless" : "careful"}-${person}`,
        trial,
        block: 0,
        stimulus_id: catchClass === null ? `s${trial % stimuli}` : `catch-${catchClass}`,
        response: TOY_CLASSES[categorical(stream, p)]!,
        ...NO_GRADES,
        rt_ms: (isCareless ? 200 : 700) * Math.exp(0.3 * stream.normal()),
        catch_class: catchClass,
        is_repeat: catchClass === null && trial >= stimuli,
        selection: null,
        source: "simulated",
      };
    });
  }).flat();
}

/** True choice distribution of a person with that bias at that stimulus. */
export function choiceOf(
  stimulus: number,
  bias: readonly number[],
  experiment: Pick<ToyExperiment, "evidenceSpread">,
  random: RandomStream,
): Float64Array {
  const stream = random.split("stimulus").split(stimulus);
  // Stimuli differ in how clear they are, so that their entropies differ.
  const clarity = experiment.evidenceSpread * 2 * stream.uniform();
  return softmax(bias.map((value) => value + clarity * stream.normal()));
}

/** Trials as columns; what a test does not care about is filled in. */
export function toColumns(
  trials: readonly Partial<Trial>[],
  classes: readonly string[] = TOY_CLASSES,
): Promise<TrialColumns> {
  const rows = trials.map((trial, index) => ({
    participant_id: "p1",
    trial: index,
    block: 0,
    stimulus_id: "s1",
    response: null,
    ...NO_GRADES,
    rt_ms: null,
    catch_class: null,
    is_repeat: false,
    selection: null,
    source: "imported",
    ...trial,
  }));
  return gatherTrials(rows.length === 0 ? [] : [toGroup(rows, classes.length)], rows.length, classes);
}

/** Rows as one group of columns. */
export function toGroup(
  rows: readonly Trial[],
  width: number = TOY_CLASSES.length,
): ColumnGroup<typeof trialsTable> {
  const words = (
    name: "participant_id" | "stimulus_id" | "response" | "catch_class" | "selection" | "source",
  ) => {
    const list = new WordList();
    const codes = Int32Array.from(rows, (row) => {
      const word = row[name];
      return word === null ? NO_WORD : list.number(word);
    });
    return { codes, words: list };
  };
  const graded = (name: "rt_ms" | "confidence" | "intensity") => ({
    values: Float64Array.from(rows, (row) => row[name] ?? Number.NaN),
    present: Uint8Array.from(rows, (row) => (row[name] === null ? 0 : 1)),
  });
  const ratings = new Float32Array(rows.length * width).fill(Number.NaN);
  rows.forEach((row, i) => void (row.ratings && ratings.set(row.ratings, i * width)));
  return {
    rows: rows.length,
    columns: {
      participant_id: words("participant_id"),
      trial: { values: Int32Array.from(rows, (row) => row.trial), present: null },
      block: { values: Int32Array.from(rows, (row) => row.block), present: null },
      stimulus_id: words("stimulus_id"),
      response: words("response"),
      ratings: {
        values: ratings,
        width,
        present: Uint8Array.from(rows, (row) => (row.ratings === null ? 0 : 1)),
      },
      confidence: graded("confidence"),
      intensity: graded("intensity"),
      rt_ms: graded("rt_ms"),
      catch_class: words("catch_class"),
      is_repeat: { values: Uint8Array.from(rows, (row) => (row.is_repeat ? 1 : 0)), present: null },
      selection: words("selection"),
      source: words("source"),
    },
  };
}
