import { BASIS_FACES, fitBasis } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { UserError } from "@limen/errors";
import { flipHorizontally, toUnit } from "@limen/images";
import type { ParameterArrays } from "@limen/models";
import type { FaceSet } from "./load-faces.ts";

/**
 * Principal components of the training faces: of evenly spaced ones with their mirror images, so that the components
 * are as good for either side. Throws a UserError when there are too few faces for so many components.
 */
export function basisOf({ train, size }: FaceSet, components: number): ParameterArrays {
  const count = Math.min(train.length, BASIS_FACES / 2);
  if (components >= 2 * count) {
    throw new UserError({
      message: `${train.length} training faces do not give ${components} principal components`,
      place: { field: "components" },
      hint: `ask for fewer than ${2 * count}, or give more faces`,
    });
  }
  const pixels = size * size;
  const values = new Float32Array(2 * count * pixels);
  for (let index = 0; index < count; index++) {
    const face = train[Math.floor((index * train.length) / count)]!.pixels;
    values.set(toUnit(face), 2 * index * pixels);
    values.set(toUnit(flipHorizontally(face, size)), (2 * index + 1) * pixels);
  }
  const images = tf.tensor2d(values, [2 * count, pixels]);
  const basis = fitBasis(images, components);
  images.dispose();
  return basis;
}
