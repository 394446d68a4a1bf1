import type { JsPsych } from "jspsych";
import { element } from "../elements.ts";
import { present, startDeadline } from "./present.ts";

/** Where a trial is shown, and when. */
export interface Asking {
  readonly jsPsych: JsPsych;
  readonly display: HTMLElement;
  readonly stage: HTMLElement;
  readonly trial: {
    readonly fixationMs?: number | undefined;
    readonly deadlineMs?: number | null | undefined;
    readonly frameMs?: number | undefined;
  };
}

/**
 * Shows the stage and waits for one answer, or for the deadline; then nothing is on the screen any more, and the trial has ended.
 *
 * @param listen called at onset: gives the answer on, with the time of the event that gave it. The signal ends what listens to the page.
 * @param dataOf what is kept of an answer; null: none in time.
 */
export async function ask<Answer>(
  { jsPsych, display, stage, trial }: Asking,
  listen: (give: (answer: Answer, at: number) => void, ended: AbortSignal) => void,
  dataOf: (answer: Answer | null) => object,
): Promise<void> {
  const { fixationMs, deadlineMs, frameMs } = trial;
  const { onsetAt, stop } = await present(stage, { fixationMs: fixationMs!, frameMs: frameMs! });
  const listening = new AbortController();
  const end = (answer: Answer | null, at: number) => {
    callOff();
    listening.abort();
    const onset = stop();
    display.replaceChildren();
    const rt = answer === null ? null : Math.max(0, at - onsetAt);
    jsPsych.finishTrial({ ...dataOf(answer), rt, onset });
  };
  listen(end, listening.signal);
  const callOff = startDeadline(deadlineMs ?? null, onsetAt, () => end(null, performance.now()));
}

export function fixationCross(): HTMLElement {
  return element("div", { className: "fixation", aria: { hidden: "true" } }, ["+"]);
}

/** One face, and the cross before it. */
export function faceStage(picture: string, label: string, width: number): HTMLElement {
  const image = element("img", { className: "face", src: picture, alt: label, width });
  return element("div", { className: "stage" }, [fixationCross(), image]);
}

/** To be focused when it is on the page, so that the question is read out, after which trial it is. */
export function questionHeading(label: string, question: string): HTMLElement {
  return element("h1", { className: "question", tabIndex: -1 }, [
    element("span", { className: "unseen" }, [`${label}. `]),
    question,
  ]);
}
