import type { Study } from "../study/study.ts";
import type { AnswerBody, ChoiceBody, ComparisonBody, RatingBody } from "./answer.ts";
import type { ShownItem } from "./shown-item.ts";

/** (1) what a rating in steps may be. */
const STEPS = [0, 0.25, 0.5, 0.75, 1];

/** The field of an answer that does not fit what was shown or the study; undefined: all fits. The answer has the task's schema. */
export function whatIsUnfit(study: Study, shown: ShownItem, answer: AnswerBody): string | undefined {
  if (answer.picture !== shown.left.sha256) return "picture";
  switch (study.settings.task) {
    case "choice":
      return unfitChoice(study, answer as ChoiceBody);
    case "comparison":
      return unfitComparison(study, shown, answer as ComparisonBody);
    case "rating":
      return unfitRating(study, answer as RatingBody);
  }
}

function unfitChoice({ classes, settings }: Study, answer: ChoiceBody): string | undefined {
  const { response, rtMs, confidence, intensity } = answer;
  if (response !== null && !classes.includes(response)) return "response";
  if ((response === null) !== (rtMs === null)) return "rtMs";
  if (!isWanted(confidence, settings.confidence, response)) return "confidence";
  return isWanted(intensity, settings.intensity, response) ? undefined : "intensity";
}

function unfitComparison(
  { settings }: Study,
  shown: ShownItem,
  { right, response, rtMs, confidence }: ComparisonBody,
): string | undefined {
  if (right !== shown.right?.sha256) return "right";
  if ((response === null) !== (rtMs === null)) return "rtMs";
  return isWanted(confidence, settings.confidence, response) ? undefined : "confidence";
}

function unfitRating({ classes, settings }: Study, { ratings, rtMs }: RatingBody): string | undefined {
  if ((ratings === null) !== (rtMs === null)) return "rtMs";
  if (ratings === null) return undefined;
  const fit = settings.ratingScale === "sliders" || ratings.every((rating) => STEPS.includes(rating));
  return fit && ratings.length === classes.length ? undefined : "ratings";
}

/** What was not asked is not answered; of what was not chosen nothing more is asked. */
function isWanted(given: number | null, isAsked: boolean, response: string | null): boolean {
  return given === null || (isAsked && response !== null);
}
