import { type JsPsych, type JsPsychPlugin, ParameterType, type TrialType } from "jspsych";
import { element } from "../elements.ts";
import { ask, faceStage, questionHeading } from "./ask.ts";
import { shown, timing } from "./parameters.ts";
import { type RatingRow, sliderRow, stepsRow } from "./rating-rows.ts";

const info = {
  name: "face-rating",
  version: "1.0.0",
  parameters: {
    /** Address of the picture, loaded before. */
    picture: { type: ParameterType.STRING, default: undefined },
    /** Which trial it is; read out in place of the picture. */
    label: { type: ParameterType.STRING, default: undefined },
    /** What is asked of the face. */
    question: { type: ParameterType.STRING, default: undefined },
    /** Labels of the classes, in their order. */
    classes: { type: ParameterType.STRING, array: true, default: undefined },
    /** Words for the steps of the scale, the lowest first. */
    levels: { type: ParameterType.STRING, array: true, default: undefined },
    /** Steps, or sliders between the lowest and the highest. */
    scale: { type: ParameterType.STRING, default: "steps" },
    /** Read out in place of a rating that was not set. */
    unset: { type: ParameterType.STRING, default: undefined },
    /** Label of the button that ends the trial. */
    button: { type: ParameterType.STRING, default: undefined },
    /** Said when classes are missing; their names follow. */
    missing: { type: ParameterType.STRING, default: undefined },
    ...timing,
  },
  data: {
    /** In [0, 1], one a class; null: not all in time. */
    ratings: { type: ParameterType.FLOAT, array: true },
    ...shown,
  },
} as const;

type Info = typeof info;

/**
 * One face and a rating of every class: by Tab and arrows, by number keys, by touch, or by any means that works radio buttons and
 * sliders. Nothing is set beforehand, and the trial ends only when every class is rated.
 */
export class FaceRatingPlugin implements JsPsychPlugin<Info> {
  static info = info;
  readonly #jsPsych: JsPsych;

  constructor(jsPsych: JsPsych) {
    this.#jsPsych = jsPsych;
  }

  trial(display: HTMLElement, trial: TrialType<Info>): void {
    const stage = faceStage(trial.picture!, trial.label!, trial.width!);
    const levels = trial.levels as readonly string[];
    const make = trial.scale === "sliders" ? sliderRow : stepsRow;
    const rows = (trial.classes as readonly string[]).map((name, index) =>
      make({ name, levels, unset: trial.unset!, index }),
    );
    const ends = element("div", { className: "ends", aria: { hidden: "true" } }, [
      element("span", {}, [levels[0]!]),
      element("span", {}, [levels.at(-1)!]),
    ]);
    const nodes = rows.map(({ node }) => node);
    const button = element("button", { type: "button", className: "choice", disabled: true }, [
      trial.button!,
    ]);
    const missing = element("p", { className: "missing", aria: { role: "status" } });
    const heading = questionHeading(trial.label!, trial.question!);
    const ratings = element("div", { className: "ratings", inert: true }, [ends, ...nodes]);
    display.replaceChildren(
      element("section", { className: "trial rating" }, [
        heading,
        element("div", { className: "rating-parts" }, [
          stage,
          element("div", {}, [ratings, missing, element("div", { className: "choices" }, [button])]),
        ]),
      ]),
    );
    // So that the question is read out.
    heading.focus();
    const parts = { ratings, rows, button, missing, missingLabel: trial.missing! };
    void ask(
      { jsPsych: this.#jsPsych, display, stage, trial },
      (give) => listen(parts, give),
      (given) => ({
        ratings: given,
      }),
    );
  }
}

/** From onset on. What listens are parts of the trial, and gone with it. */
function listen(
  { ratings, rows, button, missing, missingLabel }: Parts,
  give: (ratings: readonly number[], at: number) => void,
): void {
  ratings.inert = false;
  button.disabled = false;
  rows[0]!.focus();
  const tryToEnd = (at: number) => {
    const unrated = rows.filter(({ read }) => read() === null);
    if (unrated.length === 0) {
      give(
        rows.map(({ read }) => read()!),
        at,
      );
      return;
    }
    missing.textContent = `${missingLabel} ${unrated.map(({ name }) => name).join(", ")}`;
    for (const row of rows) row.node.classList.toggle("unrated", unrated.includes(row));
    unrated[0]!.focus();
  };
  const goOn = (index: number) => (rows[index + 1] ?? { focus: () => button.focus() }).focus();
  for (const [index, row] of rows.entries()) {
    row.onRated(() => {
      row.node.classList.remove("unrated");
      if (rows.every(({ read }) => read() !== null)) missing.textContent = "";
    });
    row.node.addEventListener("keydown", (event) => {
      if (row.takeKey(event)) {
        event.preventDefault();
        goOn(index);
      } else if (event.key === "Enter" && !event.repeat) {
        // On the button, the browser presses it by itself.
        event.preventDefault();
        tryToEnd(event.timeStamp);
      }
    });
  }
  button.addEventListener("click", (event) => tryToEnd(event.timeStamp));
}

interface Parts {
  readonly ratings: HTMLElement;
  readonly rows: readonly RatingRow[];
  readonly button: HTMLButtonElement;
  readonly missing: HTMLElement;
  /** Said when classes are missing; their names follow. */
  readonly missingLabel: string;
}
