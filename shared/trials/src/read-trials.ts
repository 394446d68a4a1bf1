import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Problem, throwIfAny } from "@limen/errors";
import { groupBy } from "@limen/tables";
import { checkNotTwice } from "./check-not-twice.ts";
import { type Columns, chooseColumns, missingUsual } from "./choose-columns.ts";
import { columnOfStimuli, guessLayout, type Layout, type Vocabulary } from "./choose-layout.ts";
import { stimulusFinder } from "./find-stimulus.ts";
import type { ForeignFile } from "./foreign-file.ts";
import { listFiles } from "./list-files.ts";
import { namePeople } from "./name-people.ts";
import type { ImportParams } from "./params.ts";
import { type ParsedTrial, parseTrials, type Reject } from "./parse-trials.ts";
import { type RatingColumns, ratingColumns } from "./rating-columns.ts";
import { type ChoiceReader, choiceReader, wordsOf } from "./read-choice.ts";
import { readForeign } from "./read-foreign.ts";
import { gradeReader, guessScale, type Scale } from "./read-grades.ts";
import { guessTimeFormat, mixedUnits, type TimeColumn, type TimeFormat, timeReader } from "./read-times.ts";
import type { Role } from "./roles.ts";
import { type LongFile, type LongRow, toLong } from "./to-long.ts";

/** What the trials are about. */
export interface Study {
  readonly classes: readonly string[];
  readonly stimulusIds: readonly string[];
}

/** Kinds of graded answers. */
export type Graded = "ratings" | "confidence" | "intensity";

/** What a file was taken for. */
export interface UnderstoodFile {
  readonly file: string;
  readonly format: string;
  readonly layout: Layout;
  readonly columns: Columns;
  /** Its columns of ratings, in the order of the classes. */
  readonly ratings: RatingColumns | undefined;
  /** How its response times are written; absent where it has none. */
  readonly times: TimeFormat | undefined;
  /** (trials) that its rows stand for, rejected ones counted in. */
  readonly trials: number;
  readonly passedOver: LongFile["passedOver"];
  readonly notCounted: LongFile["notCounted"];
}

export interface Understood {
  readonly files: readonly UnderstoodFile[];
  readonly numbers: ChoiceReader["numbers"];
  /** On which scales graded answers were; absent where there are none. */
  readonly scales: Readonly<Record<Graded, Scale | undefined>>;
  readonly trials: readonly ParsedTrial[];
  readonly rejects: readonly Reject[];
}

/**
 * Reads a file of trials, or all in a folder, in any format and layout that is known. Throws a UserError with every problem of
 * every file where columns are missing; rows that cannot be used are rejects.
 */
export async function readTrials(path: string, params: ImportParams, study: Study): Promise<Understood> {
  const words = vocabularyOf(params, study);
  const files = await readFiles(path, params);
  const planned = files.map((file) => planOf(file, params, study, words, files.length > 1));
  const people = namePeople(
    planned.filter(isWithoutPeople).map(({ file }) => file.file),
    params.participantIs,
  );
  throwIfAny([
    ...planned.flatMap(({ problems }) => problems),
    ...people.problems,
    ...(params.rtUnit === undefined ? mixedUnits(planned.map(timeColumnOf).filter(isPresent)) : []),
  ]);
  const formats = timeFormats(planned, params);
  const timesOf = ({ columns: { rt } }: Planned) => (rt === undefined ? undefined : formats.get(rt));

  // Results stand in their order, so the last row has the highest.
  const firstParts = runningSum(files.map(({ rows }) => rows.at(-1)?.result ?? 1));
  const long = planned.map(({ file, layout, columns, ratings }, index) =>
    toLong(file, layout, columns, words, {
      part: firstParts[index]!,
      person: people.names.get(file.file) ?? "",
      ratings,
    }),
  );
  const allRows = long.flatMap(({ rows }) => rows);
  const answers = allRows.filter((row) => !row.ratings).map(({ cells }) => cells.response);
  const scales = scalesOf(allRows, params);
  const choices = choiceReader(params, study.classes, answers);
  const batches = planned.map((file, index) => ({
    rows: long[index]!.rows,
    readTime: timeReader(timesOf(file) ?? { unit: "ms", decimal: "." }),
    numbered: file.layout === "long" && file.columns.trial !== undefined,
  }));
  const parsed = parseTrials(batches, {
    choices,
    findStimulus: words.findStimulus,
    classes: study.classes,
    grades: {
      ratings: gradeReader(scales.ratings),
      confidence: gradeReader(scales.confidence),
      intensity: gradeReader(scales.intensity),
    },
  });
  checkNotTwice(
    parsed.trials,
    new Map(long.flatMap(({ rows }) => rows.map(({ part, file }) => [part, file]))),
  );
  return {
    files: planned.map((one, index) => ({
      file: one.file.file,
      format: one.file.format,
      layout: one.layout,
      columns: one.columns,
      ratings: one.ratings,
      times: timesOf(one),
      trials: long[index]!.rows.length,
      passedOver: long[index]!.passedOver,
      notCounted: long[index]!.notCounted,
    })),
    numbers: choices.numbers,
    scales,
    ...parsed,
  };
}

/** Over all files, as one program wrote them: a scale that a file does not use up would be taken for a shorter one. */
function scalesOf(rows: readonly LongRow[], { scales }: ImportParams): Understood["scales"] {
  const all = (role: "confidence" | "intensity") => rows.map(({ cells }) => cells[role]);
  return {
    ratings: guessScale(
      "ratings",
      rows.flatMap(({ ratings }) => ratings ?? []),
      scales.ratings,
    ),
    confidence: guessScale("confidence", all("confidence"), scales.confidence),
    intensity: guessScale("intensity", all("intensity"), scales.intensity),
  };
}

/** Throws a UserError where two files are the same, byte by byte: their trials would count twice. */
async function readFiles(path: string, { encoding }: ImportParams): Promise<ForeignFile[]> {
  const files: ForeignFile[] = [];
  const problems: Problem[] = [];
  const names = new Map<string, string>();
  for (const listed of await listFiles(path)) {
    const bytes = await readFile(listed.path);
    const digest = createHash("sha256").update(bytes).digest("hex");
    const before = names.get(digest);
    names.set(digest, before ?? listed.name);
    if (before === undefined) files.push(await readForeign(listed, bytes, encoding));
    else {
      const message = `it holds the same as ${before}, byte by byte: its trials would count twice`;
      problems.push({ message, place: { file: listed.name }, hint: "take one of them away" });
    }
  }
  throwIfAny(problems);
  return files;
}

interface Planned {
  readonly file: ForeignFile;
  readonly layout: Layout;
  readonly columns: Columns;
  readonly ratings: RatingColumns | undefined;
  readonly problems: readonly Problem[];
}

/** Which columns a layout cannot do without. */
const NEEDED: Readonly<Record<Layout, readonly Role[]>> = {
  long: ["participant", "stimulus", "response"],
  "stimulus-rows": ["stimulus"],
  "participant-rows": ["participant"],
  counts: ["stimulus"],
};

function planOf(
  file: ForeignFile,
  params: ImportParams,
  { classes }: Study,
  words: Vocabulary,
  several: boolean,
): Planned {
  const chosen = chooseColumns(file, params.columns);
  const stimulus = chosen.columns.stimulus ?? columnOfStimuli(file, words.findStimulus);
  const columns = stimulus === undefined ? chosen.columns : { ...chosen.columns, stimulus };
  const hasResponse = columns.response !== undefined;
  const rated = ratingColumns(file, params.columns.ratings, classes, words, hasResponse);
  const layout = params.layout ?? guessLayout(file, columns, words, rated.columns !== undefined);
  const ratings = layout === "long" ? rated.columns : undefined;
  // Of several files, or of a file with several results, each is a person's.
  const apart = layout === "long" && (several || file.rows.some(({ result }) => (result ?? 1) > 1));
  const lacking = NEEDED[layout].filter(
    (role) =>
      columns[role] === undefined &&
      !(apart && role === "participant") &&
      !(ratings !== undefined && role === "response"),
  );
  const problems = [
    ...chosen.problems,
    ...rated.problems,
    ...lacking.map((role) => missingUsual(file, role)),
  ];
  return { file, layout, columns, ratings, problems };
}

/** By column: files that have it were written by one program. */
function timeFormats(planned: readonly Planned[], params: ImportParams): ReadonlyMap<string, TimeFormat> {
  const timed = planned.filter(({ columns }) => columns.rt !== undefined);
  const given = {
    ...(params.rtUnit ? { unit: params.rtUnit } : {}),
    ...(params.decimal ? { decimal: params.decimal } : {}),
  };
  return new Map(
    [...groupBy(timed, ({ columns }) => columns.rt!)].map(([name, files]) => {
      const columns = files.map((file) => timeColumnOf(file)!);
      const cells = columns.flatMap((column) => column.cells);
      const commaSeparates = columns.some((column) => column.commaSeparates);
      return [name, guessTimeFormat({ name, cells, commaSeparates }, given)];
    }),
  );
}

function timeColumnOf({
  file,
  columns: { rt },
}: Planned): (TimeColumn & { readonly file: string }) | undefined {
  if (rt === undefined) return undefined;
  const place = file.columns.indexOf(rt);
  const cells = file.rows.map((row) => row.cells[place] ?? "");
  return { file: file.file, name: rt, cells, commaSeparates: file.delimiter === "," };
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Whether each file, or folder, is to be a participant. */
function isWithoutPeople({ layout, columns }: Planned): boolean {
  return layout === "long" && columns.participant === undefined;
}

function vocabularyOf(params: ImportParams, { classes, stimulusIds }: Study): Vocabulary {
  const words = wordsOf(params, classes);
  return {
    findStimulus: stimulusFinder(stimulusIds),
    classOf: (word) => words.get(word.trim().toLowerCase()),
  };
}

/** Sum of all before each. */
function runningSum(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}
