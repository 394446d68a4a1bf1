import type { Onset } from "../api.ts";
import { FrameWatch, nextFrame } from "../frames.ts";

/** A picture, or two, on the screen. */
export interface Presented {
  /** (milliseconds, as events have it) the frame after the one that painted it. */
  readonly onsetAt: number;
  /** How it came on the screen, and stayed until now. Once. */
  readonly stop: () => Onset;
}

interface Timing {
  readonly fixationMs: number;
  /** (milliseconds) between frames of this screen. */
  readonly frameMs: number;
}

/** Shows what stands on the stage after the fixation cross, and watches the frames from then on. */
export async function present(stage: HTMLElement, { fixationMs, frameMs }: Timing): Promise<Presented> {
  const wanted = performance.now() + fixationMs;
  // The frame before the one that is wanted: what changes now is painted with the next.
  while ((await nextFrame()) + frameMs < wanted);
  stage.classList.add("shown");
  const onsetAt = await nextFrame();
  const watch = new FrameWatch(frameMs, onsetAt);
  const stop = () => ({
    delayMs: Math.max(0, onsetAt - wanted),
    refreshHz: 1000 / frameMs,
    ...watch.stop(),
  });
  return { onsetAt, stop };
}

/** Calls `late` so long after onset; never, without a deadline. Gives what calls it off. */
export function startDeadline(deadlineMs: number | null, onsetAt: number, late: () => void): () => void {
  if (deadlineMs === null) return () => {};
  const timer = setTimeout(late, deadlineMs - (performance.now() - onsetAt));
  return () => clearTimeout(timer);
}

/** Whether a key was pressed once and by itself: no browser's shortcut, and not held down. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey;
}
