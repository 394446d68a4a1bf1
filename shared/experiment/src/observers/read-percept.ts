import { numbersOf, tf } from "@limen/engine/tf";
import { decodeUnitBatch } from "@limen/images";
import { type Classifier, readClassifier } from "@limen/models";
import type { Perceive } from "./score-images.ts";

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

/** A net as a function of encoded images: temperature-scaled choice probabilities, in batches. */
export function perceiveWith(
  classifier: Pick<Classifier, "probabilities"> & { config: { size: number } },
): Perceive {
  const { size } = classifier.config;
  return async (images) => {
    const seen: Float32Array[] = [];
    for (let start = 0; start < images.length; start += BATCH) {
      const part = images.slice(start, start + BATCH);
      const pixels = await decodeUnitBatch(part, size);
      const probabilities = numbersOf(() =>
        classifier.probabilities(tf.tensor4d(pixels, [part.length, size, size, 1])),
      );
      const classes = probabilities.length / part.length;
      for (let i = 0; i < part.length; i++) {
        seen.push(probabilities.slice(i * classes, (i + 1) * classes));
      }
    }
    return seen;
  };
}
