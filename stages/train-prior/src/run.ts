import { buildDenoiser, measureValidity, type ValidityReference, writeDenoiser } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { toUnit } from "@limen/images";
import { permutation, type RandomStream } from "@limen/random";
import type { ContextOf } from "@limen/stage";
import { priorLossTable, priorSamplesTable, writeTable } from "@limen/tables";
import type stage from "./index.ts";
import { type FaceSet, loadFaces } from "./load-faces.ts";
import { type Trained, trainPrior } from "./train.ts";

const BLOCK = 64;

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const faces = await loadFaces(context.input("faces").path);
  const trained = await trainPrior(faces, context.params, context);
  const validity = typicalFaces(
    faces,
    trained,
    context.params.validityFaces,
    context.random.split("validity"),
  );
  await writeDenoiser(context.output("prior"), trained.config, trained.weights, validity);
  const metadata = { classes: JSON.stringify(faces.classes), size: String(faces.size) };
  await writeTable(context.output("loss"), priorLossTable, trained.loss, { metadata });
  await writeTable(context.output("samples"), priorSamplesTable, trained.samples, { metadata });
}

/** How well the trained prior denoises real faces that it was not trained on. */
function typicalFaces(
  faces: FaceSet,
  trained: Trained,
  count: number,
  random: RandomStream,
): ValidityReference {
  const net = buildDenoiser(trained.config, random.split("replaced"));
  net.parameters.assign(trained.weights);
  const chosen = [...permutation(random, faces.valid.length)]
    .slice(0, count)
    .map((index) => faces.valid[index]!);
  const reference = measureValidity(net.denoise, faces.classes.length, batches());
  net.dispose();
  return reference;

  function* batches(): Generator<tf.Tensor4D> {
    for (let first = 0; first < chosen.length; first += BLOCK) {
      const part = chosen.slice(first, first + BLOCK);
      const flat = new Float32Array(part.length * faces.size ** 2);
      for (const [index, face] of part.entries()) flat.set(toUnit(face.pixels), index * faces.size ** 2);
      yield tf.tensor4d(flat, [part.length, faces.size, faces.size, 1]);
    }
  }
}
