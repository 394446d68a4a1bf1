import type { Change } from "../kinds.ts";
import { addPinkNoise, addTexture, addWhiteNoise } from "./add-noise.ts";
import { blur } from "./blur.ts";
import type { ChangeFace } from "./change.ts";
import { coverFeatures, moveFeatures } from "./features.ts";
import { joinHalves } from "./halves.ts";
import { moveBlocks } from "./move-blocks.ts";
import { scramblePhase } from "./scramble-phase.ts";
import { negative, upsideDown } from "./tone.ts";
import { warp } from "./warp.ts";

/** How each change is made, and how many degrees it has (see drawStrength). */
export const changes: Readonly<Record<Change, { readonly degrees: number; readonly make: ChangeFace }>> = {
  blocks_coarse: { degrees: 1, make: moveBlocks(4) },
  blocks_fine: { degrees: 1, make: moveBlocks(8) },
  features_covered: { degrees: 3, make: coverFeatures },
  features_moved: { degrees: 1, make: moveFeatures },
  halves: { degrees: 1, make: joinHalves },
  negative: { degrees: 1, make: negative },
  upside_down: { degrees: 1, make: upsideDown },
  phase: { degrees: Number.POSITIVE_INFINITY, make: scramblePhase },
  blur: { degrees: Number.POSITIVE_INFINITY, make: blur },
  noise: { degrees: Number.POSITIVE_INFINITY, make: addWhiteNoise },
  pink_noise: { degrees: Number.POSITIVE_INFINITY, make: addPinkNoise },
  warp: { degrees: Number.POSITIVE_INFINITY, make: warp },
  texture: { degrees: Number.POSITIVE_INFINITY, make: addTexture },
};
