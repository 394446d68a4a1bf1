import type { AnswerInfo, ComparisonInfo, Onset } from "../api.ts";
import { FaceComparisonPlugin } from "../plugins/face-comparison.ts";
import type { Session } from "../session.ts";
import { fill, type Strings } from "../strings/index.ts";
import type { Task } from "./task.ts";

interface Compared {
  readonly side: "left" | "right" | null;
  readonly rt: number | null;
  readonly onset: Onset;
}

export function askComparison({ study, pictures, strings, width, frameMs }: Session): Task {
  const { fixationMs, deadlineMs } = study;
  const { left, right: rightSide } = strings.sides;
  return {
    instructions: [strings.instructions.comparison, strings.instructionsBreaksPairs],
    label: strings.pair,
    ask: (shown, label, onAnswer) => ({
      type: FaceComparisonPlugin,
      pictures: () => [pictures.get(shown().picture)!, pictures.get(shown().right!)!],
      label,
      question: () => questionOf(shown().asked!, strings),
      sides: [left, rightSide],
      fixationMs,
      deadlineMs,
      width,
      frameMs,
      on_finish: ({ side, rt, onset }: Compared) => {
        const { picture, right } = shown();
        onAnswer({ picture, right: right!, response: side, rtMs: rt, confidence: null, onset });
      },
    }),
    feedback: ({ expectedSide }, answer: AnswerInfo) => {
      const { response } = answer as ComparisonInfo;
      if (response === expectedSide) return strings.practiceRightSide;
      const text = response === null ? strings.practiceLateSide : strings.practiceWrongSide;
      return fill(text, { side: strings.sides[expectedSide] });
    },
  };
}

/** "Which face looks angrier?" in words of its own for the usual classes. */
function questionOf(asked: string, { comparison, comparisons }: Strings): string {
  return comparisons[asked] ?? fill(comparison, { class: asked });
}
