import { type JsPsych, type JsPsychPlugin, ParameterType, type TrialType } from "jspsych";
import { element } from "../elements.ts";
import { isPlainKey } from "./present.ts";

const info = {
  name: "screen",
  version: "1.0.0",
  parameters: {
    /** Heading. */
    title: { type: ParameterType.STRING, default: "" },
    /** Makes what stands under the heading, anew each time. */
    content: { type: ParameterType.FUNCTION, default: () => [] },
    /** Labels of the buttons; Enter presses an only one too, number keys any of several. */
    buttons: { type: ParameterType.STRING, array: true, default: undefined },
  },
  data: {
    /** Index of the button that was pressed. */
    button: { type: ParameterType.INT },
  },
} as const;

type Info = typeof info;

/** A page of text with buttons. What is said stands in text nodes, the heading is read out, and the first button has the focus. */
export class ScreenPlugin implements JsPsychPlugin<Info> {
  static info = info;
  readonly #jsPsych: JsPsych;

  constructor(jsPsych: JsPsych) {
    this.#jsPsych = jsPsych;
  }

  trial(display: HTMLElement, { title, content, buttons }: TrialType<Info>): void {
    const labels = buttons as readonly string[];
    const choices = labels.map((label, button) => {
      const key = labels.length > 1 ? [element("kbd", {}, [String(button + 1)]), " "] : [];
      const made = element("button", { type: "button", className: "choice" }, [...key, label]);
      made.addEventListener("click", () => {
        display.replaceChildren();
        this.#jsPsych.finishTrial({ button });
      });
      return made;
    });
    const heading = element("h1", { tabIndex: -1 }, [title ?? ""]);
    const parts = (content as () => readonly Node[])();
    display.replaceChildren(
      element("section", { className: "screen" }, [
        heading,
        ...parts,
        element("div", { className: "choices" }, choices),
      ]),
    );
    // The heading first, so that a screen reader begins at the top; one button alone may be pressed at once.
    (choices.length === 1 && parts.length < 2 ? choices[0]! : heading).focus();
    if (choices.length === 1) onKeys(display, choices, (key) => (key === "Enter" ? 0 : -1));
    else onKeys(display, choices, (key) => Number(key) - 1);
  }
}

/** A key presses the button that `placeOf` says, wherever the focus is but in a field. */
function onKeys(
  display: HTMLElement,
  buttons: readonly HTMLButtonElement[],
  placeOf: (key: string) => number,
): void {
  const press = (event: KeyboardEvent) => {
    if (!buttons[0]!.isConnected) document.removeEventListener("keydown", press);
    const button = buttons[placeOf(event.key)];
    if (!button?.isConnected || !isPlainKey(event)) return;
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement && display.contains(activeElement)) return;
    // Else the browser would press the next screen's button with the same key.
    event.preventDefault();
    document.removeEventListener("keydown", press);
    button.click();
  };
  document.addEventListener("keydown", press);
}
