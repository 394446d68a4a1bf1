import type { keptTrialsTable, Row, trialsTable } from "@limen/tables";

/** Trials of participants that no rule excludes; catch trials and trials without an answer are left out. */
export function keepTrials(
  trials: readonly Row<typeof trialsTable>[],
  excluded: ReadonlySet<string>,
): Row<typeof keptTrialsTable>[] {
  return trials.flatMap(
    ({ participant_id, trial, stimulus_id, response, rt_ms, catch_class, is_repeat, source }) => {
      if (response === null || catch_class !== null || excluded.has(participant_id)) return [];
      return [{ participant_id, trial, stimulus_id, response, rt_ms, is_repeat, source }];
    },
  );
}
