import type { facesTable, Row } from "@limen/tables";

/** A row of the faces table, with the votes as cast (null when none are known). */
export interface FinishedFace {
  readonly row: Row<typeof facesTable>;
  readonly cast: readonly number[] | null;
}

/** The class with the largest share; ties go to the first. */
export function majorityOf(label: Float32Array, classes: readonly string[]): string {
  return classes[label.indexOf(Math.max(...label))]!;
}
