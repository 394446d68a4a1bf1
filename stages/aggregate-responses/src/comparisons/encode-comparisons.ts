import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import { type comparisonsTable, type Row, WordList } from "@limen/tables";

type ComparisonRow = Row<typeof comparisonsTable>;

/** A comparison, names as numbers; the same pair has the same numbers whichever face was on which side. */
export interface Comparison {
  readonly participant: string;
  readonly trial: number;
  /** The class that was asked for. */
  readonly asked: string;
  /** Numbers of the two stimuli; the lower one first. */
  readonly pair: readonly [number, number];
  /** 0: the first of the pair was chosen, 1: the second; null: no answer in time. */
  readonly chosen: 0 | 1 | null;
  readonly side: "left" | "right" | null;
  readonly rtMs: number | null;
  /** Which of the pair an attentive person chooses; null: no catch trial. */
  readonly expected: 0 | 1 | null;
  readonly isRepeat: boolean;
}

export interface Comparisons {
  readonly source: string;
  /** Names of stimuli and catch faces, by number. */
  readonly stimuli: readonly string[];
  readonly rows: readonly Comparison[];
}

/** Throws a UserError with every problem: stimuli or classes that are not known, answers of several sources, none at all. */
export function encodeComparisons(
  rows: readonly ComparisonRow[],
  known: ReadonlySet<string>,
  classes: readonly string[],
): Comparisons {
  check(rows, known, classes);
  const stimuli = new WordList();
  return {
    source: rows[0]!.source,
    stimuli: stimuli.names,
    rows: rows.map((row) => {
      const [left, right] = [stimuli.number(row.left_id), stimuli.number(row.right_id)];
      const placeOf = (side: string | null) =>
        side === null ? null : (side === "left") === left < right ? 0 : 1;
      return {
        participant: row.participant_id,
        trial: row.trial,
        asked: row.asked,
        pair: left < right ? [left, right] : [right, left],
        chosen: placeOf(row.response),
        side: row.response as "left" | "right" | null,
        rtMs: row.rt_ms,
        expected: placeOf(row.catch_side),
        isRepeat: row.is_repeat,
      };
    }),
  };
}

/** The same whichever face was on which side. */
export const pairName = ({ pair, asked }: Comparison) => `${pair.join(" ")} ${asked}`;

/** What the analyses go by: given in time, no catch trials, of those who are kept. Repeats too. */
export function judgedComparisons(
  { rows }: Comparisons,
  excluded: ReadonlySet<string>,
): readonly Comparison[] {
  return rows.filter((row) => row.chosen !== null && row.expected === null && !excluded.has(row.participant));
}

function check(rows: readonly ComparisonRow[], known: ReadonlySet<string>, classes: readonly string[]): void {
  const problems: Problem[] = [];
  const report = (message: string, field: string, hint: string) =>
    problems.push({ message, place: { field: `comparisons.${field}` }, hint });
  if (rows.length === 0)
    report("there are no comparisons", "source", "run the experiment with more participants");
  const sources = new Set(rows.map(({ source }) => source));
  if (sources.size > 1)
    report(
      `comparisons of several sources: ${[...sources].join(", ")}`,
      "source",
      "aggregate each source in a node of its own",
    );
  const judged = rows.filter(({ catch_side }) => catch_side === null);
  const strangers = new Set(
    judged.flatMap(({ left_id, right_id }) => [left_id, right_id]).filter((name) => !known.has(name)),
  );
  if (strangers.size > 0)
    report(
      `${strangers.size} stimuli of the comparisons are not in the stimuli table, e.g. ${[...strangers][0]}`,
      "left_id",
      "give the stimuli that the experiment showed",
    );
  for (const asked of new Set(rows.map((row) => row.asked)))
    if (!classes.includes(asked))
      report(`"${asked}" is no class of the stimuli`, "asked", suggestion(asked, classes));
  for (const row of rows)
    for (const side of [row.response, row.catch_side])
      if (side !== null && side !== "left" && side !== "right")
        report(`"${side}" is no side`, "response", "left and right are");
  for (const { left_id, right_id } of rows)
    if (left_id === right_id)
      report(`${left_id} is compared with itself`, "right_id", "give the two stimuli that were shown");
  throwIfAny(problems);
}
