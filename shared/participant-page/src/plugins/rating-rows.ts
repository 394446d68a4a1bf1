import { element } from "../elements.ts";
import { isPlainKey } from "./present.ts";

/** The rating of one class. */
export interface RatingRow {
  readonly node: HTMLElement;
  /** Of the class, as it is shown. */
  readonly name: string;
  /** In [0, 1]; null until the participant has set it. */
  readonly read: () => number | null;
  readonly focus: () => void;
  readonly onRated: (listener: () => void) => void;
  /** Sets the rating by a number key, 1 the lowest; whether the key was one. */
  readonly takeKey: (event: KeyboardEvent) => boolean;
}

/** What stands in a row. */
export interface RowText {
  readonly name: string;
  /** Words for the steps of the scale, the lowest first. */
  readonly levels: readonly string[];
  /** Read out in place of a value that was not set. */
  readonly unset: string;
  readonly index: number;
}

/** (1) of so many keys that step through a scale. */
function ratingOfKey(event: KeyboardEvent, steps: number): number | null {
  const place = Number(event.key) - 1;
  return isPlainKey(event) && Number.isInteger(place) && place >= 0 && place < steps
    ? place / (steps - 1)
    : null;
}

/** Radio buttons, one a step, none of them chosen. */
export function stepsRow({ name, levels, index }: RowText): RatingRow {
  const inputs = levels.map((level, step) =>
    element("input", {
      type: "radio",
      name: `rating-${index}`,
      value: String(step / (levels.length - 1)),
      aria: { label: `${step + 1}: ${level}` },
    }),
  );
  const cells = inputs.map((input, step) =>
    element("label", { className: "step", title: levels[step]! }, [
      input,
      element("span", { aria: { hidden: "true" } }, [String(step + 1)]),
    ]),
  );
  const node = element("fieldset", { className: "rating-row" }, [
    element("legend", {}, [name]),
    element("div", { className: "steps" }, cells),
  ]);
  return {
    node,
    name,
    read: () => {
      const chosen = inputs.find(({ checked }) => checked);
      return chosen === undefined ? null : Number(chosen.value);
    },
    focus: () => (inputs.find(({ checked }) => checked) ?? inputs[0]!).focus(),
    onRated: (listener) => node.addEventListener("change", listener),
    takeKey: (event) => {
      const rating = ratingOfKey(event, levels.length);
      const input = inputs.find(({ value }) => Number(value) === rating);
      if (rating === null || input === undefined) return false;
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    },
  };
}

/** (1) places of a slider. */
const PLACES = 100;

/** A slider that is not set until it is moved, touched, or a key is pressed on it. */
export function sliderRow({ name, levels, unset, index }: RowText): RatingRow {
  const slider = element("input", {
    type: "range",
    id: `rating-${index}`,
    min: "0",
    max: String(PLACES),
    step: "1",
    value: String(PLACES / 2),
    className: "unset",
  });
  const value = element("span", { className: "slider-value", aria: { hidden: "true" } }, ["–"]);
  let isSet = false;
  const node = element("div", { className: "rating-row slider-row" }, [
    element("label", { htmlFor: slider.id }, [name]),
    slider,
    value,
  ]);
  const words = () => levels[Math.round((Number(slider.value) / PLACES) * (levels.length - 1))]!;
  const set = () => {
    isSet = true;
    slider.classList.remove("unset");
    value.textContent = slider.value;
    slider.setAttribute("aria-valuetext", `${slider.value}, ${words()}`);
    slider.dispatchEvent(new Event("rated", { bubbles: true }));
  };
  slider.setAttribute("aria-valuetext", unset);
  slider.addEventListener("input", set);
  // A touch in the middle changes no value, but is an answer.
  slider.addEventListener("pointerup", set);
  return {
    node,
    name,
    read: () => (isSet ? Number(slider.value) / PLACES : null),
    focus: () => slider.focus(),
    onRated: (listener) => node.addEventListener("rated", listener),
    takeKey: (event) => {
      const rating = ratingOfKey(event, levels.length);
      if (event.key === " " && !isSet) {
        set();
        return true;
      }
      if (rating === null) return false;
      slider.value = String(rating * PLACES);
      set();
      return true;
    },
  };
}
