import { cornetZS } from "./cornet-z-s.ts";
import { logistic } from "./logistic.ts";
import { mixerS } from "./mixer-s.ts";
import { mlp } from "./mlp.ts";
import type { Net } from "./net.ts";
import { resnetS } from "./resnet-s.ts";
import { vggS } from "./vgg-s.ts";
import { vitS } from "./vit-s.ts";
import { xceptionS } from "./xception-s.ts";

/** The zoo, by the name that parameters and weights files use. */
export const nets = {
  "vgg-s": vggS,
  "resnet-s": resnetS,
  "cornet-z-s": cornetZS,
  "vit-s": vitS,
  "mixer-s": mixerS,
  "xception-s": xceptionS,
  mlp,
  logistic,
} as const satisfies Record<string, Net>;
