import type { AnswerInfo, Onset, RatingInfo } from "../api.ts";
import { FaceRatingPlugin } from "../plugins/face-rating.ts";
import { className, type Session } from "../session.ts";
import { fill } from "../strings/index.ts";
import type { Task } from "./task.ts";

interface Rated {
  readonly ratings: readonly number[] | null;
  readonly rt: number | null;
  readonly onset: Onset;
}

export function askRating({ study, pictures, strings, width, frameMs }: Session): Task {
  const { classes, ratingScale, fixationMs, deadlineMs } = study;
  const how = ratingScale === "sliders" ? strings.instructions.sliders : strings.instructions.steps;
  return {
    instructions: [strings.instructions.rating, how, strings.instructionsBreaks],
    label: strings.face,
    ask: (shown, label, onAnswer) => ({
      type: FaceRatingPlugin,
      picture: () => pictures.get(shown().picture)!,
      label,
      question: strings.rating,
      classes: classes.map((name) => className(name, strings)),
      levels: strings.ratingLevels,
      scale: ratingScale,
      unset: strings.ratingUnset,
      missing: strings.ratingMissing,
      button: strings.next,
      fixationMs,
      deadlineMs,
      width,
      frameMs,
      on_finish: ({ ratings, rt, onset }: Rated) =>
        onAnswer({ picture: shown().picture, ratings, rtMs: rt, onset }),
    }),
    feedback: ({ expected }, answer: AnswerInfo) => {
      const { ratings } = answer as RatingInfo;
      const { practiceLate, practiceRight, practiceWrong } = strings;
      const own = ratings?.[classes.indexOf(expected)];
      const isHighest = ratings?.every((rating, c) => classes[c] === expected || rating < own!);
      const text = ratings === null ? practiceLate : isHighest ? practiceRight : practiceWrong;
      return fill(text, { class: className(expected, strings) });
    },
  };
}
