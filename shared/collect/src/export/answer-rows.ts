import { type comparisonsTable, highestRated, type Row, type trialsTable } from "@limen/tables";
import type { AnswerBody, ChoiceBody, ComparisonBody, RatingBody } from "../sessions/answer.ts";
import type { PlannedItem } from "../sessions/plan-session.ts";
import { shownItem } from "../sessions/shown-item.ts";
import type { StudyItem } from "../study/study.ts";

type Trial = Row<typeof trialsTable>;
type Comparison = Row<typeof comparisonsTable>;

/** An answered trial, but for the answer. */
export interface Given {
  readonly item: StudyItem;
  readonly planned: PlannedItem;
  /** Of catch trials, the class that an attentive person chooses. */
  readonly expected: string | null;
  readonly common: Pick<
    Trial,
    keyof Trial & keyof Comparison & ("participant_id" | "trial" | "block" | "is_repeat" | "source")
  >;
}

/** A choice or a rating of one face. */
export function trialRow(
  { item, planned, expected, common }: Given,
  answer: AnswerBody,
  classes: readonly string[],
): Trial {
  return {
    ...common,
    stimulus_id: item.id,
    ...("ratings" in answer ? rated(answer, classes) : chosen(answer as ChoiceBody)),
    rt_ms: answer.rtMs,
    catch_class: expected,
    selection: planned.id === null ? "chosen" : "random",
  };
}

type Said = Pick<Trial, "response" | "ratings" | "confidence" | "intensity">;

function chosen({ response, confidence, intensity }: ChoiceBody): Said {
  return { response, ratings: null, confidence, intensity };
}

function rated({ ratings: given }: RatingBody, classes: readonly string[]): Said {
  const ratings = given === null ? null : Float32Array.from(given);
  const response = ratings === null ? null : highestRated(ratings, classes);
  return { response, ratings, confidence: null, intensity: null };
}

export function comparisonRow({ item, planned, expected, common }: Given, answer: AnswerBody): Comparison {
  const { left, right, asked } = shownItem(item, planned);
  const { response, rtMs, confidence } = answer as ComparisonBody;
  return {
    ...common,
    asked: asked!,
    left_id: left.id,
    right_id: right!.id,
    response,
    confidence,
    rt_ms: rtMs,
    // The first face of a catch trial is the one beyond doubt.
    catch_side: expected === null ? null : planned.isSwapped ? "right" : "left",
  };
}
