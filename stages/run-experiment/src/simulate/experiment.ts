import type { CatchFace, LoopSource, Showable, TrialsOf, World } from "@limen/experiment";
import type { TaskParams } from "@limen/experiment/params";
import type { KnownPerson } from "./known-people.ts";

/** What one trial shows to observers: a face, or two that are compared. */
export interface ShowableItem {
  readonly id: string;
  readonly faces: readonly Showable[];
  /** The class that is asked for; null where faces are not compared. */
  readonly asked: string | null;
}

/** Of two faces, the first is the one that shows the expected class. */
export interface CatchItem extends ShowableItem {
  readonly faces: readonly CatchFace[];
  readonly expected: string;
}

/** All that is fixed before the first observer answers. */
export interface Experiment {
  readonly task: Pick<TaskParams, "task" | "ratingScale" | "confidence" | "intensity">;
  readonly classes: readonly string[];
  readonly items: readonly ShowableItem[];
  readonly catches: readonly CatchItem[];
  /** One a participant. */
  readonly plan: readonly TrialsOf[];
  /** Fills the open places of the plan; null: there are none. */
  readonly loop: LoopSource | null;
  /** Who answers, in the order of the plan, where they took part before; else they are drawn. */
  readonly people?: readonly KnownPerson[];
  readonly blocks: number;
  readonly world: World;
}
