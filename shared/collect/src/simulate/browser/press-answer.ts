import type { Page } from "puppeteer-core";
import type { Mind } from "../observe-trials.ts";
import type { Decision } from "../take-part.ts";

/** (steps) of the page's scales, the lowest left out. */
const STEPS = 4;
/** (places) of its sliders, likewise. */
const PLACES = 100;

/** Gives an answer on the page as it stands: by keys, or by pressing what is to be pressed. */
export async function pressAnswer(
  page: Page,
  decision: Decision,
  { task, classes }: Pick<Mind, "task" | "classes">,
  byKeys: boolean,
): Promise<void> {
  if ("ratings" in decision) {
    if (task.ratingScale === "sliders") await setSliders(page, decision.ratings!);
    else if (byKeys) {
      // Each key goes on to the next class, and the last to the button.
      for (const rating of decision.ratings!) await page.keyboard.press(`${rating * STEPS + 1}` as "1");
    } else await pressSteps(page, decision.ratings!);
    if (byKeys && task.ratingScale === "steps") await page.keyboard.press("Enter");
    else await page.click(".trial .choices button.choice");
  } else if (task.task === "comparison") {
    const isLeft = decision.response === "left";
    if (byKeys) await page.keyboard.press(isLeft ? "ArrowLeft" : "ArrowRight");
    else await page.click(`.face-button:${isLeft ? "first" : "last"}-child`);
  } else {
    const place = classes.indexOf(decision.response!) + 1;
    if (byKeys) await page.keyboard.press(`${place}` as "1");
    else await page.click(`button.choice:nth-of-type(${place})`);
  }
}

/** In [0, 1]: what the page asks about the answer afterwards, in its order. */
export function followUpsOf(decision: Decision, { task }: Pick<Mind, "task">): number[] {
  const intensity = task.intensity && "intensity" in decision ? decision.intensity : null;
  const confidence = task.confidence && "confidence" in decision ? decision.confidence : null;
  return [intensity, confidence].filter((grade) => typeof grade === "number");
}

async function pressSteps(page: Page, ratings: readonly number[]): Promise<void> {
  const rows = await page.$$(".rating-row");
  for (const [index, rating] of ratings.entries()) {
    const steps = await rows[index]!.$$(".step");
    await steps[rating * STEPS]!.click();
  }
}

/** As a drag leaves them: keys alone would step through a hundred places. */
async function setSliders(page: Page, ratings: readonly number[]): Promise<void> {
  const sliders = await page.$$(".rating-row input[type=range]");
  for (const [index, rating] of ratings.entries()) {
    await sliders[index]!.evaluate(
      (slider, value) => {
        (slider as HTMLInputElement).value = value;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      },
      String(Math.round(rating * PLACES)),
    );
  }
}
