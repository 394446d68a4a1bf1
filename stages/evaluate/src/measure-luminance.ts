import { decodeGrey } from "@limen/images";
import type { Evidence } from "./read-inputs.ts";

/** Mean grey level of each stimulus, in [0, 1]. */
export async function measureLuminance({ stimuli }: Pick<Evidence, "stimuli">): Promise<Map<string, number>> {
  const size = Number(stimuli.metadata.size);
  const found = new Map<string, number>();
  for (const { stimulus_id, image } of stimuli.rows) {
    const pixels = await decodeGrey(image.bytes, size);
    found.set(stimulus_id, pixels.reduce((sum, level) => sum + level, 0) / (255 * pixels.length));
  }
  return found;
}
