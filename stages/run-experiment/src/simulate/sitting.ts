import type { Observer, PlannedTrial } from "@limen/experiment";
import type { RandomStream } from "@limen/random";
import type { Row, trialsTable } from "@limen/tables";
import type { ShowableItem } from "./experiment.ts";

/** One observer before the trials, in their order. */
export interface Sitting {
  readonly observer: Observer;
  readonly planned: readonly PlannedTrial[];
  /** Null: an open place. */
  readonly shown: readonly (ShowableItem | null)[];
  /** Of catch trials, the class that an attentive person chooses. */
  readonly expected: readonly (string | null)[];
  /** What every table says of a trial. */
  readonly common: readonly Pick<
    Row<typeof trialsTable>,
    "participant_id" | "trial" | "block" | "is_repeat" | "source"
  >[];
  /** Of this person. */
  readonly random: RandomStream;
}
