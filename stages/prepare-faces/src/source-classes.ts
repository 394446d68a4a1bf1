import { FERPLUS_CLASSES } from "./ferplus-rule.ts";
import type { Params } from "./params.ts";
import { SYNTHETIC_CLASSES } from "./synthetic/prototypes.ts";

/** Kaggle's numbers 0…6. */
export const FER2013_CLASSES = [
  "anger",
  "disgust",
  "fear",
  "happiness",
  "sadness",
  "surprise",
  "neutral",
] as const;

/** The classes of sources that always have the same. */
const SOURCE_CLASSES: Partial<Record<Params["source"], readonly string[]>> = {
  synthetic: SYNTHETIC_CLASSES,
  ferplus: FERPLUS_CLASSES,
  "fer2013-csv": FER2013_CLASSES,
};

/** Those of a source, where they are known before its data are read. */
export function sourceClasses(source: Params["source"]): readonly string[] | undefined {
  return SOURCE_CLASSES[source];
}
