import type { AnswerInfo, ChoiceInfo, Onset } from "../api.ts";
import { FaceChoicePlugin } from "../plugins/face-choice.ts";
import { className, type Session } from "../session.ts";
import { fill } from "../strings/index.ts";
import type { Task } from "./task.ts";

interface Chosen {
  readonly choice: number | null;
  readonly rt: number | null;
  readonly onset: Onset;
}

export function askChoice({ study, pictures, strings, width, frameMs }: Session): Task {
  const { classes, fixationMs, deadlineMs } = study;
  return {
    instructions: [
      fill(strings.instructions.choice, { keys: `1–${classes.length}` }),
      strings.instructionsBreaks,
    ],
    label: strings.face,
    ask: (shown, label, onAnswer) => ({
      type: FaceChoicePlugin,
      picture: () => pictures.get(shown().picture)!,
      label,
      choices: classes.map((name) => className(name, strings)),
      fixationMs,
      deadlineMs,
      width,
      frameMs,
      on_finish: ({ choice, rt, onset }: Chosen) => {
        const response = choice === null ? null : classes[choice]!;
        const { picture } = shown();
        onAnswer({ picture, response, rtMs: rt, confidence: null, intensity: null, onset });
      },
    }),
    feedback: ({ expected }, answer: AnswerInfo) => {
      const { response } = answer as ChoiceInfo;
      const { practiceLate, practiceRight, practiceWrong } = strings;
      const text = response === null ? practiceLate : response === expected ? practiceRight : practiceWrong;
      return fill(text, { class: className(expected, strings) });
    },
  };
}
