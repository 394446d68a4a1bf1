import type { AnswerInfo, ChoiceInfo } from "./api.ts";
import { className, type Session } from "./session.ts";
import { fill } from "./strings/index.ts";

/** A question about an answer; the levels are evenly spaced from 0 to 1. */
export interface FollowUp {
  readonly field: "confidence" | "intensity";
  readonly title: (answer: AnswerInfo) => string;
  readonly levels: readonly string[];
}

/** What the study asks for after each answer, in order. */
export function followUps({ study, strings }: Session): FollowUp[] {
  const intensity: FollowUp = {
    field: "intensity",
    title: (answer) => {
      const { response } = answer as ChoiceInfo;
      return fill(strings.intensity, { class: className(response ?? "", strings) });
    },
    levels: strings.intensityLevels,
  };
  const confidence: FollowUp = {
    field: "confidence",
    title: () => strings.confidence,
    levels: strings.confidenceLevels,
  };
  return [...(study.intensity ? [intensity] : []), ...(study.confidence ? [confidence] : [])];
}
