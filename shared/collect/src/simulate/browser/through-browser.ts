import { createHash } from "node:crypto";
import { decodeGrey } from "@limen/images";
import type { Browser, HTTPResponse, Page } from "puppeteer-core";
import { leavingAt, type Mind, observeAsTheyCome, observeTrials, pictureOf } from "../observe-trials.ts";
import { type Crowd, latest, nameOf, type TakeThrough, think } from "../simulate-participants.ts";
import { type Decision, known, type PlannedTrial, RobotRefusedError, type ShownTrial } from "../take-part.ts";
import { contentOf, goThrough, moved } from "./page-driver.ts";
import { followUpsOf, pressAnswer } from "./press-answer.ts";
import { startChromium } from "./start-chromium.ts";

/** What the page was told of its session. */
interface SessionReply {
  readonly isSimulated: boolean;
  readonly practice: readonly ShownTrial[];
  readonly trials: readonly PlannedTrial[];
  readonly answered: readonly number[];
}

/** A face that the page will show, in order: with its number where it counts. */
interface ExpectedFace {
  readonly seq: number | undefined;
  /** Known when the page shows it. */
  readonly look: () => { readonly trial: ShownTrial; readonly decision: Decision };
}

/** (milliseconds) beyond the deadline that the page is waited for. */
const LATE = 10_000;

/** Takes a crowd through the participants' page in headless Chromium: every other one by keys, the others by buttons. */
export async function throughBrowser(
  crowd: Crowd,
): Promise<{ readonly take: TakeThrough; readonly close: () => Promise<void> }> {
  const browser = await startChromium();
  return {
    take: (number, onAnswer, signal) => browse(browser, crowd, { number, onAnswer, signal }),
    close: () => browser.close(),
  };
}

async function browse(
  browser: Browser,
  { address, observers, seed, pace, leave }: Crowd,
  { number, onAnswer, signal }: { number: number; onAnswer: () => void; signal: AbortSignal },
) {
  const context = await browser.createBrowserContext();
  const stop = () => void context.close().catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    const page = await context.newPage();
    page.on("dialog", (dialog) => void dialog.accept());
    const session = watchSession(page, onAnswer);
    await labelSimulated(page);
    await page.goto(`${address}/join?participant=${encodeURIComponent(nameOf(seed, number))}`);
    const visitor = new Visitor(page, observers.mind(number), {
      session,
      pace,
      leave,
      signal,
      byKeys: number % 2 === 1,
    });
    const through = goThrough(page, (what) => visitor.act(what));
    // A refusal leaves the page as it is, so it is waited for beside.
    const code = await Promise.race([through, session.refused]);
    return { isComplete: code !== undefined, wasComplete: code !== undefined && session.answers === 0 };
  } finally {
    signal.removeEventListener("abort", stop);
    await context.close().catch(() => {});
  }
}

/** The page itself never says that nobody sits there, so the browser does. */
async function labelSimulated(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const send = globalThis.fetch;
    globalThis.fetch = (url, request) => {
      if (url !== "/api/session" || request?.method !== "POST") return send(url, request);
      const body = JSON.parse(String(request.body)) as object;
      return send(url, { ...request, body: JSON.stringify({ ...body, isSimulated: true }) });
    };
  });
}

interface Watched {
  reply: SessionReply | undefined;
  /** What a closed loop chose, by the number of the trial. */
  readonly chosen: Map<number, ShownTrial>;
  answers: number;
  readonly refused: Promise<never>;
}

/** Listens to what the server says to the page. */
function watchSession(page: Page, onAnswer: () => void): Watched {
  let refuse: (error: Error) => void = () => {};
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  // Rejections are taken up by the race; until then they are no fault.
  refused.catch(() => {});
  const watched: Watched = { reply: undefined, chosen: new Map(), answers: 0, refused };
  const heed = async (response: HTTPResponse): Promise<void> => {
    const { pathname } = new URL(response.url());
    const method = response.request().method();
    if (!pathname.startsWith("/api/") || method === "GET") return;
    const status = response.status();
    const body = status === 204 ? "" : await response.text().catch(() => "");
    if (status >= 400 && status < 500 && status !== 429) {
      const error = new RobotRefusedError(status, body);
      if (error.reason !== "consent-missing") refuse(error);
    } else if (pathname === "/api/session" && status === 200) {
      watched.reply = JSON.parse(body) as SessionReply;
    } else if (pathname.startsWith("/api/trials/") && status === 200) {
      watched.chosen.set(Number(pathname.slice("/api/trials/".length)), JSON.parse(body) as ShownTrial);
    } else if (pathname.startsWith("/api/answers/") && status === 204) {
      watched.answers++;
      onAnswer();
    }
  };
  page.on("response", (response) => void heed(response).catch(refuse));
  return watched;
}

interface Visit {
  readonly session: Watched;
  readonly pace: number;
  readonly leave: number;
  readonly signal: AbortSignal;
  readonly byKeys: boolean;
}

/** An observer before the page: looks at the pixels that are shown, and presses what it decides. */
class Visitor {
  readonly #page: Page;
  readonly #mind: Mind;
  readonly #visit: Visit;
  #faces: ExpectedFace[] | undefined;
  #leaves: number | undefined;
  /** In [0, 1]: what the next screens ask about the answer. */
  #grades: number[] = [];

  constructor(page: Page, mind: Mind, visit: Visit) {
    this.#page = page;
    this.#mind = mind;
    this.#visit = visit;
  }

  async act(what: "face" | "screen"): Promise<"leave" | undefined> {
    if (what === "screen") return this.#screen();
    this.#faces ??= this.#expect();
    const face = this.#faces.shift();
    if (face === undefined) throw new Error("the page shows more faces than the session has");
    if (face.seq !== undefined && this.#leaves !== undefined && face.seq >= this.#leaves) return "leave";
    const { trial, decision } = face.look();
    const { picture, right } = trial;
    await this.#compare(right === null ? [picture] : [picture, right]);
    return this.#judge(decision, face.seq);
  }

  #expect(): ExpectedFace[] {
    const { session, leave } = this.#visit;
    if (session.reply === undefined) throw new Error("the page shows a face before its session began");
    const { isSimulated, practice, trials, answered } = session.reply;
    // What a program answers must never stand among the answers of people.
    if (!isSimulated) throw new Error("the server does not label this session simulated");
    this.#leaves = leavingAt(this.#mind, leave, trials.length);
    const rehearsed = observeTrials(this.#mind, practice);
    const answer = observeAsTheyCome(this.#mind, trials.map(known));
    const done = new Set(answered);
    return [
      ...(done.size > 0
        ? []
        : practice.map((trial, index) => ({
            seq: undefined,
            look: () => ({ trial, decision: rehearsed[index]! }),
          }))),
      ...trials.flatMap((one, seq) => {
        const look = () => {
          const trial = known(one) ?? session.chosen.get(seq);
          if (!trial) throw new Error("the page shows a face that the server has not chosen");
          return { trial, decision: answer(trial, seq) };
        };
        return done.has(seq) ? [] : [{ seq, look }];
      }),
    ];
  }

  /** What is on the screen must be the pictures that the session has there, from the left. */
  async #compare(pictures: readonly string[]): Promise<void> {
    const seen = await this.#page.$$eval(".trial img.face", (images) =>
      images.map((image) => {
        const { naturalWidth: width, naturalHeight: height } = image as HTMLImageElement;
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const context = canvas.getContext("2d")!;
        context.drawImage(image as HTMLImageElement, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        return { pixels: Array.from({ length: width * height }, (_, i) => data[4 * i]!), size: width };
      }),
    );
    if (seen.length !== pictures.length)
      throw new Error(`the page shows ${seen.length} faces, not ${pictures.length}`);
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    for (const [index, { pixels, size }] of seen.entries()) {
      const picture = pictures[index]!;
      const wanted = await decodeGrey(pictureOf(this.#mind, picture).image, size);
      if (digest(Uint8Array.from(pixels)) !== digest(wanted))
        throw new Error(`the page shows other pixels than the picture ${picture}`);
    }
  }

  async #judge(decision: Decision, seq: number | undefined): Promise<undefined> {
    const { rtMs } = decision;
    const { pace, signal, byKeys } = this.#visit;
    if (seq !== undefined) this.#grades = followUpsOf(decision, this.#mind);
    const deadline = latest(this.#mind.world.deadlineMs);
    if (rtMs === null) {
      // The page ends the trial by itself.
      await moved(this.#page, await contentOf(this.#page), deadline + LATE);
      return;
    }
    await think(pace * rtMs, signal);
    await pressAnswer(this.#page, decision, this.#mind, byKeys);
  }

  async #screen(): Promise<undefined> {
    const buttons = await this.#page.$$(".screen button.choice");
    const grade = buttons.length > 1 ? this.#grades.shift() : undefined;
    if (grade !== undefined) await buttons[Math.round(grade * (buttons.length - 1))]!.click();
    else if (this.#visit.byKeys) await this.#page.keyboard.press("Enter");
    else await buttons[0]!.click();
  }
}
