import type { Classifier } from "@limen/models";
import { CHANGE_COUNT, pictureChanger } from "./change-picture.ts";
import { answersOf } from "./pass-pictures.ts";
import { type Pictures, picture } from "./pictures.ts";

/** Pictures whose changed copies are in memory at once. */
const CHUNK = 128;

/** A net's answers to the eight changed copies of a picture. */
export type ChangedAnswers = readonly Float64Array[];

/** The answers to the changed copies of the pictures at these places, by place. */
export function answerChanged(
  net: Classifier,
  pictures: Pictures,
  places: readonly number[],
): Map<number, ChangedAnswers> {
  const answers = new Map<number, ChangedAnswers>();
  for (let start = 0; start < places.length; start += CHUNK) {
    const part = places.slice(start, start + CHUNK);
    const copies = answersOf(net, changed(pictures, part));
    for (const [row, place] of part.entries()) {
      answers.set(place, copies.slice(row * CHANGE_COUNT, (row + 1) * CHANGE_COUNT));
    }
  }
  return answers;
}

function changed(pictures: Pictures, places: readonly number[]): Pictures {
  const each = CHANGE_COUNT * pictures.size ** 2;
  const pixels = new Float32Array(places.length * each);
  const change = pictureChanger(pictures.size);
  for (const [row, place] of places.entries()) {
    pixels.set(change(picture(pictures, place)), row * each);
  }
  return { count: places.length * CHANGE_COUNT, size: pictures.size, pixels };
}
