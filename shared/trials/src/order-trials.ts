import { groupBy, type Row, type trialsTable } from "@limen/tables";
import type { ParsedTrial } from "./parse-trials.ts";

/**
 * Trials by participant (as they come up in the files), in their given order, numbered from 0. A stimulus that the
 * participant has already seen is marked as a repeat.
 */
export function orderTrials(parsed: readonly ParsedTrial[]): Row<typeof trialsTable>[] {
  return [...groupBy(parsed, (trial) => trial.participant)].flatMap(([participant, trials]) => {
    const seen = new Set<string>();
    const ordered = trials.toSorted(
      (a, b) => a.part - b.part || a.block - b.block || (a.trial ?? 0) - (b.trial ?? 0),
    );
    return ordered.map((trial, index) => {
      const isRepeat = seen.has(trial.stimulus);
      seen.add(trial.stimulus);
      return {
        participant_id: participant,
        trial: index,
        block: trial.block,
        stimulus_id: trial.stimulus,
        response: trial.response,
        ratings: trial.ratings,
        confidence: trial.confidence,
        intensity: trial.intensity,
        rt_ms: trial.rtMs,
        catch_class: trial.catchClass,
        is_repeat: isRepeat,
        selection: trial.selection,
        source: trial.source,
      };
    });
  });
}
