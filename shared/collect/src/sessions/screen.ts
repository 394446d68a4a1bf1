import { z } from "zod";
import type { OpenStudy } from "../study/open-study.ts";
import type { Session } from "./session.ts";

const pixels = z.int().min(1).max(100_000);

/** What faces are shown on, as the browser says and the participant measured. */
export const screenSchema = z.strictObject({
  pixelsPerMm: z.number().positive().max(1000).describe("(pixels a millimetre)"),
  wasMeasured: z.boolean().describe("by the participant, with a card; else what browsers assume"),
  widthPx: pixels,
  heightPx: pixels,
  pixelRatio: z.number().positive().max(100).describe("pixels of the screen a pixel of the page"),
  hasTouch: z.boolean(),
});

export type Screen = z.output<typeof screenSchema>;

/** The last one counts: a participant may go on with another device. */
export async function recordScreen({ database }: OpenStudy, session: Session, screen: Screen): Promise<void> {
  await database.run("UPDATE sessions SET screen = ? WHERE id = ?", [JSON.stringify(screen), session.id]);
}
