import { hasAnswer } from "@limen/exclusions";
import { type ColumnGroup, type keptTrialsTable, pickRows } from "@limen/tables";
import { NONE, type TrialColumns } from "./trial-columns.ts";

/** 1 for each trial of a participant that no rule excludes; catch trials and trials without an answer are left out. */
export function keptTrials(trials: TrialColumns, excluded: ReadonlySet<string>): Uint8Array {
  const { participants, participant, catchClass } = trials;
  const isOut = Uint8Array.from(participants, (name) => (excluded.has(name) ? 1 : 0));
  const kept = new Uint8Array(trials.count);
  for (let i = 0; i < kept.length; i++) {
    if (catchClass[i] === NONE && isOut[participant[i]!] === 0 && hasAnswer(trials, i)) kept[i] = 1;
  }
  return kept;
}

/** The kept rows of a table's groups, whatever columns they have. */
export async function* keepRows(
  groups: AsyncIterable<ColumnGroup<typeof keptTrialsTable>>,
  kept: Uint8Array,
): AsyncGenerator<ColumnGroup<typeof keptTrialsTable>> {
  let start = 0;
  for await (const { rows, columns } of groups) {
    const own = kept.subarray(start, start + rows);
    start += rows;
    const places = placesOf(own);
    const picked = Object.entries(columns).map(([name, column]) => [name, pickRows(column, places)]);
    yield { rows: places.length, columns: Object.fromEntries(picked) };
  }
}

function placesOf(kept: Uint8Array): Int32Array {
  const places = new Int32Array(kept.length);
  let count = 0;
  for (let i = 0; i < kept.length; i++) if (kept[i] === 1) places[count++] = i;
  return places.subarray(0, count);
}
