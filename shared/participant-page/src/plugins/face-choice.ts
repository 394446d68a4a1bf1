import { type JsPsych, type JsPsychPlugin, ParameterType, type TrialType } from "jspsych";
import { element } from "../elements.ts";
import { ask, faceStage } from "./ask.ts";
import { shown, timing } from "./parameters.ts";
import { isPlainKey } from "./present.ts";

const info = {
  name: "face-choice",
  version: "1.0.0",
  parameters: {
    /** Address of the picture, loaded before. */
    picture: { type: ParameterType.STRING, default: undefined },
    /** Read out in place of the picture. */
    label: { type: ParameterType.STRING, default: undefined },
    /** Labels of the choices, in the order of the keys 1, 2, … */
    choices: { type: ParameterType.STRING, array: true, default: undefined },
    ...timing,
  },
  data: {
    /** Index of the choice; null: none in time. */
    choice: { type: ParameterType.INT },
    ...shown,
  },
} as const;

type Info = typeof info;

/** One face and a choice of n: by number keys, by touch, or by any means that presses buttons. */
export class FaceChoicePlugin implements JsPsychPlugin<Info> {
  static info = info;
  readonly #jsPsych: JsPsych;

  constructor(jsPsych: JsPsych) {
    this.#jsPsych = jsPsych;
  }

  trial(display: HTMLElement, trial: TrialType<Info>): void {
    const stage = faceStage(trial.picture!, trial.label!, trial.width!);
    const labels = trial.choices as readonly string[];
    const buttons = labels.map((label, index) =>
      element(
        "button",
        { type: "button", className: "choice", disabled: true, aria: { keyshortcuts: String(index + 1) } },
        [element("kbd", {}, [String(index + 1)]), ` ${label}`],
      ),
    );
    const group = element(
      "div",
      { className: "choices", aria: { role: "group", label: trial.label! } },
      buttons,
    );
    const heading = element("h1", { className: "unseen" }, [trial.label!]);
    display.replaceChildren(element("section", { className: "trial" }, [heading, stage, group]));
    const listen = (give: (choice: number, at: number) => void, ended: AbortSignal) => {
      for (const button of buttons) button.disabled = false;
      const onKey = (event: KeyboardEvent) => {
        const choice = Number(event.key) - 1;
        if (isPlainKey(event) && Number.isInteger(choice) && buttons[choice]) give(choice, event.timeStamp);
      };
      document.addEventListener("keydown", onKey, { signal: ended });
      for (const [choice, button] of buttons.entries()) {
        button.addEventListener("click", (event) => give(choice, event.timeStamp));
      }
    };
    void ask({ jsPsych: this.#jsPsych, display, stage, trial }, listen, (choice) => ({ choice }));
  }
}
