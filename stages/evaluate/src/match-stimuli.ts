import type { Evidence } from "./read-inputs.ts";

/** A boundary stimulus and its answered controls of one arm. */
export interface Match {
  readonly boundary: string;
  readonly controls: readonly string[];
}

/** Matches of a boundary arm with the controls of another arm that stand beside it, where people answered both. */
export function matchStimuli({ stimuli, choices }: Evidence, boundary: string, control: string): Match[] {
  const answered = new Set(choices.rows.map((row) => row.stimulus_id));
  const beside = new Map<string, string[]>();
  for (const row of stimuli.rows) {
    if (row.match_id === null || row.arm !== control || !answered.has(row.stimulus_id)) continue;
    beside.set(row.match_id, [...(beside.get(row.match_id) ?? []), row.stimulus_id]);
  }
  return stimuli.rows.flatMap((row) => {
    const controls = beside.get(row.stimulus_id);
    const wanted = row.arm === boundary && answered.has(row.stimulus_id);
    return wanted && controls ? [{ boundary: row.stimulus_id, controls }] : [];
  });
}
