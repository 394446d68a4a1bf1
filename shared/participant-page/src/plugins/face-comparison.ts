import { type JsPsych, type JsPsychPlugin, ParameterType, type TrialType } from "jspsych";
import { element } from "../elements.ts";
import { ask, fixationCross, questionHeading } from "./ask.ts";
import { shown, timing } from "./parameters.ts";
import { isPlainKey } from "./present.ts";

const info = {
  name: "face-comparison",
  version: "1.0.0",
  parameters: {
    /** Addresses of the left and the right picture, loaded before. */
    pictures: { type: ParameterType.STRING, array: true, default: undefined },
    /** Which trial it is; read out before the question. */
    label: { type: ParameterType.STRING, default: undefined },
    /** What is asked of the two faces. */
    question: { type: ParameterType.STRING, default: undefined },
    /** What the two faces are called. */
    sides: { type: ParameterType.STRING, array: true, default: undefined },
    ...timing,
  },
  data: {
    /** "left" or "right"; null: none in time. */
    side: { type: ParameterType.STRING },
    ...shown,
  },
} as const;

type Info = typeof info;

const SIDES = ["left", "right"] as const;
type Side = (typeof SIDES)[number];
/** Keys of the left and the right face, and what is shown of them. */
const KEYS = [
  ["ArrowLeft", "1"],
  ["ArrowRight", "2"],
] as const;
const SHOWN_KEYS = ["←", "→"] as const;

/** Two faces side by side and one question: by the arrow keys, by touch of a face, or by any means that presses buttons. */
export class FaceComparisonPlugin implements JsPsychPlugin<Info> {
  static info = info;
  readonly #jsPsych: JsPsych;

  constructor(jsPsych: JsPsych) {
    this.#jsPsych = jsPsych;
  }

  trial(display: HTMLElement, trial: TrialType<Info>): void {
    const pictures = trial.pictures as readonly string[];
    const names = trial.sides as readonly string[];
    const buttons = SIDES.map((_, index) =>
      element(
        "button",
        {
          type: "button",
          className: "choice face-button",
          disabled: true,
          aria: { keyshortcuts: KEYS[index]!.join(" ") },
        },
        [
          element("img", { className: "face", src: pictures[index]!, alt: "", width: trial.width! }),
          element("span", {}, [element("kbd", {}, [SHOWN_KEYS[index]!]), ` ${names[index]!}`]),
        ],
      ),
    );
    const pair = { className: "stage pair", aria: { role: "group", label: trial.question! } };
    const stage = element("div", pair, [buttons[0]!, fixationCross(), buttons[1]!]);
    const heading = questionHeading(trial.label!, trial.question!);
    display.replaceChildren(element("section", { className: "trial" }, [heading, stage]));
    // So that the question is read out.
    heading.focus();
    const listen = (give: (side: Side, at: number) => void, ended: AbortSignal) => {
      for (const button of buttons) button.disabled = false;
      const onKey = (event: KeyboardEvent) => {
        const index = KEYS.findIndex((keys) => keys.some((key) => key === event.key));
        if (index < 0 || !isPlainKey(event)) return;
        // Else an arrow would scroll the page.
        event.preventDefault();
        give(SIDES[index]!, event.timeStamp);
      };
      document.addEventListener("keydown", onKey, { signal: ended });
      for (const [index, button] of buttons.entries()) {
        button.addEventListener("click", (event) => give(SIDES[index]!, event.timeStamp));
      }
    };
    void ask({ jsPsych: this.#jsPsych, display, stage, trial }, listen, (side) => ({ side }));
  }
}
