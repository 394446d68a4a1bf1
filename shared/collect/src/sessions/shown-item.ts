import type { Picture, StudyItem } from "../study/study.ts";
import type { PlannedItem } from "./plan-session.ts";

/** What a participant sees in a trial. */
export interface ShownItem {
  /** The only face, where it is one. */
  readonly left: Picture;
  readonly right: Picture | null;
  /** The class that is asked for; null where faces are not compared. */
  readonly asked: string | null;
}

export function shownItem(
  { pictures, asked }: StudyItem,
  { isSwapped }: Pick<PlannedItem, "isSwapped">,
): ShownItem {
  const [left, right] = isSwapped ? pictures.toReversed() : pictures;
  return { left: left!, right: right ?? null, asked };
}
