import type { StudyInfo } from "./api.ts";

/** Shares of the window that a face may take at most, so that what belongs to it can be seen with it. */
const MOST = {
  choice: { width: 0.9, height: 0.5 },
  // Two beside each other.
  comparison: { width: 0.4, height: 0.45 },
  rating: { width: 0.9, height: 0.22 },
};
/** (pixels) a window so wide has the ratings beside the face. */
const WIDE = 720;
const BESIDE = { width: 0.33, height: 0.6 };

/** (pixels) of a face, as the study wants it on this screen, and as it fits in. */
export function faceWidth({ faceMm, task }: StudyInfo, pixelsPerMm: number): number {
  const most = task === "rating" && innerWidth >= WIDE ? BESIDE : MOST[task];
  return Math.round(Math.min(faceMm * pixelsPerMm, most.width * innerWidth, most.height * innerHeight));
}
