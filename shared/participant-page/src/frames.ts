/** Intervals from which the refresh rate is taken. */
const SAMPLES = 40;
/** An interval so many times as long as the screen's own is one in which a frame was dropped. */
const LATE = 1.5;

/** (milliseconds) the time of the next frame, when what was changed before is painted. */
export function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** (milliseconds) the screen's interval between frames: the median of a good half second. */
export async function frameInterval(): Promise<number> {
  const intervals: number[] = [];
  let last = await nextFrame();
  for (let i = 0; i < SAMPLES; i++) {
    const now = await nextFrame();
    intervals.push(now - last);
    last = now;
  }
  return intervals.sort((a, b) => a - b)[SAMPLES / 2]!;
}

/** Counts frames that come late, and notices when the page goes out of sight, until it is stopped. */
export class FrameWatch {
  readonly #interval: number;
  #last: number;
  #dropped = 0;
  #wasHidden = document.hidden;
  #isOver = false;

  constructor(interval: number, start: number) {
    this.#interval = interval;
    this.#last = start;
    document.addEventListener("visibilitychange", this.#look);
    requestAnimationFrame(this.#count);
  }

  stop(): { readonly droppedFrames: number; readonly wasHidden: boolean } {
    this.#isOver = true;
    document.removeEventListener("visibilitychange", this.#look);
    return { droppedFrames: this.#dropped, wasHidden: this.#wasHidden };
  }

  readonly #look = () => {
    this.#wasHidden ||= document.hidden;
  };

  readonly #count = (now: number) => {
    if (this.#isOver) return;
    const passed = now - this.#last;
    if (passed > LATE * this.#interval) this.#dropped += Math.round(passed / this.#interval) - 1;
    this.#last = now;
    requestAnimationFrame(this.#count);
  };
}
