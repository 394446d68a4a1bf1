import { invariant } from "@limen/errors";
import {
  type ColumnGroup,
  type comparisonsTable,
  gatherGroups,
  groupPlaces,
  pickRows,
  scanColumns,
  type trialsTable,
  type WordColumn,
  WordList,
} from "@limen/tables";

/** Answers that are picked and handed on at once. */
const GROUP_ROWS = 65_536;

/**
 * A table of answers in which participants have other names, in the order of these: some two hundred bytes an answer are held. One
 * participant's answers keep their order. Throws an InternalError when one is of nobody in `names`.
 */
export async function* renamedAnswers<T extends typeof trialsTable | typeof comparisonsTable>(
  path: string,
  spec: T,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<ColumnGroup<T>> {
  const sorted = [...names.values()].sort();
  const rankOf = new Map(sorted.map((name, rank) => [name, rank]));
  const words = WordList.of(sorted);
  const all = gatherGroups(scanColumns(path, spec), Object.keys(spec.columns), Number.POSITIVE_INFINITY);
  for await (const { rows, columns } of all) {
    const { codes, words: before } = columns.participant_id as WordColumn;
    const ranks = before.names.map((name) => {
      const rank = rankOf.get(names.get(name) ?? "");
      invariant(rank !== undefined, "an answer is of nobody in the participants table");
      return rank;
    });
    const participant_id: WordColumn = { codes: codes.map((code) => ranks[code]!), words };
    const { places } = groupPlaces(participant_id.codes, sorted.length);
    const renamed = Object.entries({ ...columns, participant_id });
    for (let start = 0; start < rows; start += GROUP_ROWS) {
      const picked = places.subarray(start, start + GROUP_ROWS);
      const group = renamed.map(([name, column]) => [name, pickRows(column, picked)]);
      yield { rows: picked.length, columns: Object.fromEntries(group) as ColumnGroup<T>["columns"] };
    }
  }
}
