import type { AnswerInfo, PracticeInfo, ShownInfo } from "../api.ts";
import type { Part, Session } from "../session.ts";
import { askChoice } from "./ask-choice.ts";
import { askComparison } from "./ask-comparison.ts";
import { askRating } from "./ask-rating.ts";

/** How a study asks, and what is said about it. */
export interface Task {
  /** What to do, in words, with the number of trials and breaks where they stand in it. */
  readonly instructions: readonly string[];
  /** "Face 3 of 12", say. */
  readonly label: string;
  /** One trial; what it shows is known when it comes. What is asked afterwards is not yet in the answer. */
  readonly ask: (shown: () => ShownInfo, label: string, onAnswer: (answer: AnswerInfo) => void) => Part;
  /** What most people see, told after a practice answer. */
  readonly feedback: (practice: PracticeInfo, answer: AnswerInfo) => string;
}

export function taskOf(session: Session): Task {
  switch (session.study.task) {
    case "choice":
      return askChoice(session);
    case "comparison":
      return askComparison(session);
    case "rating":
      return askRating(session);
  }
}
