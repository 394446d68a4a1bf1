import {
  type ColumnGroup,
  choicesTable,
  comparisonsTable,
  participantsTable,
  type Row,
  stimuliTable,
  type TableSpec,
  trialsTable,
} from "@limen/tables";
import { participantRow } from "@limen/trials";
import { pseudonyms } from "./pseudonyms.ts";
import type { StoredAnswers, StoredStudy } from "./read-study.ts";
import { renamedAnswers } from "./rename-answers.ts";
import { splitStudy } from "./split-study.ts";
import { splitsTable } from "./splits-table.ts";

/** A table of a release: what is to be written, by rows or by columns, or the artifact itself. */
export interface ReleasedTable {
  readonly name: string;
  readonly spec: TableSpec;
  readonly content:
    | { readonly rows: readonly Row<TableSpec>[] }
    | { readonly groups: AsyncIterable<ColumnGroup> }
    | { readonly copyOf: string };
  readonly count: number;
}

export interface Dataset {
  readonly classes: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly tables: readonly ReleasedTable[];
  readonly counts: Counts;
}

/** What the data card says in figures. */
export interface Counts {
  readonly people: number;
  readonly simulated: number;
  readonly sources: readonly string[];
  readonly trials: number;
  readonly comparisons: number;
  readonly arms: readonly (readonly [arm: string, stimuli: number])[];
  readonly splits: readonly (readonly [what: string, rows: number])[];
}

/**
 * The tables of a release. Stimuli and choices are the artifacts themselves, byte by byte; participants have other names, in whose
 * order they stand, so that nothing says who came first. Of people nothing is kept but what the tables of trials have columns for.
 */
export function makeDataset(study: StoredStudy, secret: string): Dataset {
  const names = pseudonyms(study.participants, secret);
  const people = study.participants
    .map((row) => ({ ...row, participant_id: names.get(row.participant_id)! }))
    .toSorted((a, b) => compare(a.participant_id, b.participant_id));
  const participants = people.map((row) => {
    const { participant_id, source } = row;
    return source === "simulated"
      ? row
      : participantRow(participant_id, source === "collected" ? source : "imported");
  });
  const splits = splitStudy(
    study.stimuli,
    participants.map(({ participant_id }) => participant_id),
  );
  const copy = (name: string, spec: TableSpec, file: { object: string }, count: number) => ({
    name,
    spec,
    content: { copyOf: file.object },
    count,
  });
  const rename = (
    name: string,
    spec: typeof trialsTable | typeof comparisonsTable,
    answers: StoredAnswers,
  ) => ({
    name,
    spec,
    content: { groups: renamedAnswers(answers.path, spec, names) },
    count: answers.count,
  });
  const write = <T extends TableSpec>(name: string, spec: T, rows: readonly Row<T>[]): ReleasedTable => ({
    name,
    spec,
    content: { rows: rows as readonly Row<TableSpec>[] },
    count: rows.length,
  });
  const tables: ReleasedTable[] = [
    copy("stimuli", stimuliTable, study.stimuliFile, study.stimuli.length),
    rename("trials", trialsTable, study.trials),
    rename("comparisons", comparisonsTable, study.comparisons),
    write("participants", participantsTable, participants),
    write("splits", splitsTable, splits),
    ...(study.choicesFile === undefined
      ? []
      : [copy("choices", choicesTable, study.choicesFile, study.stimuli.length)]),
  ];
  return { classes: study.classes, metadata: study.metadata, tables, counts: countsOf(study, splits) };
}

function countsOf(
  { participants, trials, comparisons, stimuli }: StoredStudy,
  splits: readonly Row<typeof splitsTable>[],
): Counts {
  const simulated = participants.filter(({ source }) => source === "simulated").length;
  return {
    people: participants.length - simulated,
    simulated,
    sources: [...new Set(participants.map(({ source }) => source))].sort(),
    trials: trials.count,
    comparisons: comparisons.count,
    arms: tally(stimuli.map(({ arm }) => arm)),
    splits: tally(splits.map(({ kind, split }) => `${kind}, ${split}`)),
  };
}

function tally(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => compare(a, b));
}

/** By code units, as everywhere, whatever language the machine speaks. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
