import { type JsPsych, type JsPsychPlugin, ParameterType, type TrialType } from "jspsych";

const info = {
  name: "wait",
  version: "1.0.0",
  parameters: {
    /** Gives a promise; the trial ends with it. */
    until: { type: ParameterType.FUNCTION, default: undefined },
  },
  data: {},
} as const;

type Info = typeof info;

/** Nothing on the screen, until something is known. */
export class WaitPlugin implements JsPsychPlugin<Info> {
  static info = info;
  readonly #jsPsych: JsPsych;

  constructor(jsPsych: JsPsych) {
    this.#jsPsych = jsPsych;
  }

  trial(display: HTMLElement, trial: TrialType<Info>): void {
    display.replaceChildren();
    const until = trial.until as unknown as () => Promise<void>;
    void until().then(() => this.#jsPsych.finishTrial({}));
  }
}
