import type { Columns } from "./choose-columns.ts";
import type { Layout, Vocabulary } from "./choose-layout.ts";
import type { ForeignFile, ForeignRow } from "./foreign-file.ts";
import type { RatingColumns } from "./rating-columns.ts";
import { isNothing } from "./read-choice.ts";
import { isAnswerOfComponent, type Role } from "./roles.ts";

/** One trial as text, whatever the layout it came from. */
export interface LongRow {
  readonly file: string;
  readonly row: number;
  /** Trials are numbered within a part: a file, or one of its results. Parts follow each other. */
  readonly part: number;
  readonly cells: Readonly<Record<Role, string>>;
  /** One a class, in their order; absent where nothing was rated. */
  readonly ratings?: readonly string[];
  /** What is wrong with it already. */
  readonly problem: string | undefined;
}

export interface LongFile {
  readonly rows: LongRow[];
  /** Rows that show no stimulus (instructions, fixation, questions), by what the file calls them. */
  readonly passedOver: PassedOver;
  /** Columns of a table of counts that hold whole numbers and name no class: votes for something else, or sums. */
  readonly notCounted: readonly string[];
}

/** How many rows of each kind, and what the first of them showed. */
export type PassedOver = ReadonlyMap<string, { readonly count: number; readonly example: string }>;

const EMPTY: LongRow["cells"] = {
  participant: "",
  stimulus: "",
  response: "",
  rt: "",
  trial: "",
  block: "",
  catch: "",
  confidence: "",
  intensity: "",
  source: "",
  selection: "",
};

/** What the rows themselves do not say. */
interface LongSource {
  /** Number of the file's first part. */
  readonly part: number;
  /** Who answered, where no column says so. */
  readonly person: string;
  readonly ratings: RatingColumns | undefined;
}

/** Rows of any layout as one row a trial. */
export function toLong(
  file: ForeignFile,
  layout: Layout,
  columns: Columns,
  words: Vocabulary,
  { part, person, ratings }: LongSource,
): LongFile {
  const reader = new RowReader(file, columns);
  switch (layout) {
    case "long":
      return longRows(file, reader, words, { part, person, ratings });
    case "stimulus-rows":
      return unpivoted(file, reader, words, part, ["stimulus", "participant"], reader.others);
    case "participant-rows": {
      const stimuli = reader.others.filter((name) => words.findStimulus(name) !== undefined);
      return unpivoted(file, reader, words, part, ["participant", "stimulus"], stimuli);
    }
    case "counts":
      return countedVotes(file, reader, words, part);
  }
}

class RowReader {
  readonly #file: ForeignFile;
  readonly #columns: Columns;
  readonly #places: ReadonlyMap<string, number>;
  /** Columns without a role. */
  readonly others: readonly string[];

  constructor(file: ForeignFile, columns: Columns) {
    this.#file = file;
    this.#columns = columns;
    this.#places = new Map(file.columns.map((name, place) => [name, place]));
    const roles = Object.values(columns);
    this.others = file.columns.filter((name) => name !== "" && !roles.includes(name));
  }

  has(role: Role): boolean {
    return this.#columns[role] !== undefined;
  }

  cell(row: ForeignRow, column: string | undefined): string {
    const place = column === undefined ? undefined : this.#places.get(column);
    return place === undefined ? "" : (row.cells[place] ?? "");
  }

  roles(row: ForeignRow): Record<Role, string> {
    const found = Object.entries(this.#columns).map(([role, column]) => [role, this.cell(row, column)]);
    return { ...EMPTY, ...(Object.fromEntries(found) as Partial<Record<Role, string>>) };
  }

  /** Whether some cell of the column is a whole number, and none anything else. */
  holdsCounts(column: string): boolean {
    const cells = this.#file.rows.map((row) => this.cell(row, column)).filter((cell) => cell !== "");
    return cells.length > 0 && cells.every((cell) => /^\d+(\.0+)?$/.test(cell));
  }

  /** The component that a row's answer is in, where it is not the one that is read: practice, say. */
  answeredElsewhere(row: ForeignRow): string | undefined {
    return this.others.find((name) => isAnswerOfComponent(name) && !isNothing(this.cell(row, name)));
  }

  /** A cell too many or too few shifts all that follow it. */
  problem({ cells }: ForeignRow): string | undefined {
    if (cells.every((text) => text === "")) return "the row is empty";
    const count = this.#file.columns.length;
    const tooMany = cells.slice(count).some((text) => text !== "");
    const tooFew = this.#file.columns.slice(cells.length).some((name) => name !== "");
    return tooMany || tooFew ? `the row has ${cells.length} cells, the header ${count}` : undefined;
  }
}

/** Columns by which files of tools that log every screen are known; what a row is they say in the first of these. */
const LOGS = ["trial_type", "psychopyVersion", "PsychoPy Version", "expName"];

function longRows(
  file: ForeignFile,
  reader: RowReader,
  words: Vocabulary,
  { part, person, ratings }: LongSource,
): LongFile {
  const isLog = file.columns.some((name) => LOGS.includes(name));
  const several = new Set(file.rows.map(({ result }) => result)).size > 1;
  const passedOver = new Map<string, { readonly count: number; readonly example: string }>();
  const passOver = (kind: string, stimulus: string) => {
    const { count, example } = passedOver.get(kind) ?? { count: 0, example: stimulus };
    passedOver.set(kind, { count: count + 1, example: example || stimulus });
  };
  const isKnown = (stimulus: string) => words.findStimulus(stimulus) !== undefined;
  const shapes = new Set(
    file.rows
      .map((row) => reader.roles(row).stimulus)
      .filter(isKnown)
      .map(shapeOf),
  );
  const rows: LongRow[] = [];
  for (const row of file.rows) {
    const cells = reader.roles(row);
    // What is named as stimuli are, but is none, is no other screen: it is rejected as any unknown stimulus.
    const isOther = cells.catch === "" && !isKnown(cells.stimulus) && !shapes.has(shapeOf(cells.stimulus));
    const problem = reader.problem(row);
    if (isLog && isOther && problem === undefined) {
      passOver(reader.cell(row, "trial_type") || "without a stimulus", cells.stimulus);
      continue;
    }
    const elsewhere = cells.response === "" ? reader.answeredElsewhere(row) : undefined;
    if (isLog && elsewhere !== undefined) {
      passOver(`answered in ${elsewhere}`, cells.stimulus);
      continue;
    }
    const fallback = several ? `${person}, result ${row.result}` : person;
    const participant = reader.has("participant") ? cells.participant : fallback;
    rows.push({
      file: file.file,
      row: row.row,
      part: part + (row.result ?? 1) - 1,
      cells: { ...cells, participant, response: onlyAnswer(cells.response) },
      ...(ratings ? { ratings: ratings.map((column) => reader.cell(row, column)) } : {}),
      problem,
    });
  }
  return { rows, passedOver, notCounted: [] };
}

/** A name without its numbers: `img/s12.png` and `img/s7.png` have one shape. */
function shapeOf(cell: string): string {
  return cell.replaceAll(/\d+/g, "#");
}

/** `{"Q0": "anger"}` and `['a']` as what they hold; anything else as it is. */
function onlyAnswer(cell: string): string {
  const list = /^\[\s*'([^']*)'\s*\]$/.exec(cell)?.[1];
  if (list !== undefined) return list;
  const fields = /^\{\s*"[^"]*"\s*:\s*(?:"([^"]*)"|([\w.-]+))\s*\}$/.exec(cell);
  return fields?.[1] ?? fields?.[2] ?? cell;
}

/** Every filled cell of these columns as a trial: `along` names the row, `across` the column. */
function unpivoted(
  file: ForeignFile,
  reader: RowReader,
  words: Vocabulary,
  part: number,
  [along, across]: readonly ["participant", "stimulus"] | readonly ["stimulus", "participant"],
  columns: readonly string[],
): LongFile {
  const twice = repeats(along);
  const rows = file.rows.flatMap((row): LongRow[] => {
    const cell = reader.roles(row)[along];
    const name = along === "stimulus" ? (words.findStimulus(cell) ?? cell) : cell;
    const unknown = along === "stimulus" ? unknownStimulus(cell, words) : undefined;
    const problem = reader.problem(row) ?? unknown ?? twice(name, row.row);
    const base = { file: file.file, row: row.row, part };
    if (problem !== undefined) return [{ ...base, cells: { ...EMPTY, [along]: name }, problem }];
    return columns.flatMap((column) => {
      const response = reader.cell(row, column);
      if (isNothing(response)) return [];
      return [
        { ...base, cells: { ...EMPTY, [along]: name, [across]: column, response }, problem: undefined },
      ];
    });
  });
  return { rows, passedOver: new Map(), notCounted: [] };
}

/** Every vote as the trial of someone who gave this one only: who gave which is not known. */
function countedVotes(file: ForeignFile, reader: RowReader, words: Vocabulary, part: number): LongFile {
  const classes = reader.others.filter((name) => words.classOf(name) !== undefined);
  const twice = repeats("stimulus");
  const rows = file.rows.flatMap((row): LongRow[] => {
    const cell = reader.roles(row).stimulus;
    const stimulus = words.findStimulus(cell) ?? cell;
    const base = { file: file.file, row: row.row, part };
    const counts = classes.map((name) => [name, reader.cell(row, name) || "0"] as const);
    const odd = counts
      .filter(([, count]) => !/^\d+(\.0+)?$/.test(count))
      .map(([name, count]) => `"${count}" votes for ${name} are no whole number of 0 or more`);
    const problem =
      reader.problem(row) ??
      unknownStimulus(cell, words) ??
      twice(stimulus, row.row) ??
      (odd.join("; ") || undefined);
    if (problem !== undefined) return [{ ...base, cells: { ...EMPTY, stimulus }, problem }];
    let votes = 0;
    return counts.flatMap(([response, count]) =>
      Array.from({ length: Number(count) }, () => {
        const participant = `vote ${++votes} on ${stimulus}`;
        return { ...base, cells: { ...EMPTY, participant, stimulus, response }, problem: undefined };
      }),
    );
  });
  const notCounted = reader.others.filter((name) => !classes.includes(name) && reader.holdsCounts(name));
  return { rows, passedOver: new Map(), notCounted };
}

/** Says of the second row of a name that it is one. */
function repeats(what: string): (name: string, row: number) => string | undefined {
  const firstRows = new Map<string, number>();
  return (name, row) => {
    const first = firstRows.get(name);
    if (first !== undefined) return `${what} "${name}" is in row ${first} already`;
    firstRows.set(name, row);
    return undefined;
  };
}

function unknownStimulus(cell: string, { findStimulus }: Vocabulary): string | undefined {
  if (cell === "") return "no stimulus";
  return findStimulus(cell) === undefined ? `unknown stimulus "${cell}"` : undefined;
}
