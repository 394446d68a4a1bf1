import { decodeUnitBatch } from "@limen/images";
import { type Classifier, readClassifier } from "@limen/models";
import type { Perceive } from "./score-images.ts";

/** Pictures decoded together. */
const BATCH = 128;

export interface Percept {
  readonly net: string;
  readonly classes: readonly string[];
  readonly perceive: Perceive;
}

/** The observers' net from its weights file. It lives as long as the stage's process. */
export async function readPercept(path: string): Promise<Percept> {
  const classifier = await readClassifier(path);
  return {
    net: classifier.config.name,
    classes: classifier.config.classes,
    perceive: perceiveWith(classifier),
  };
}

/** A net as a function of encoded images. */
export function perceiveWith(
  classifier: Pick<Classifier, "probabilitiesOf"> & { config: { size: number } },
): Perceive {
  const { size } = classifier.config;
  return async (images) => {
    const seen: Float64Array[] = [];
    for (let start = 0; start < images.length; start += BATCH) {
      const part = images.slice(start, start + BATCH);
      seen.push(...classifier.probabilitiesOf(await decodeUnitBatch(part, size)));
    }
    return seen;
  };
}
