import { UserError } from "@limen/errors";
import { RandomStream } from "@limen/random";
import {
  decodeWeights,
  encodeWeights,
  parseJson,
  readWeights,
  type Weights,
  writeWeights,
} from "@limen/weights";
import { buildClassifier, type Classifier } from "./classifier.ts";
import { classifierConfigSchema } from "./classifier-config.ts";

/** Rebuilds a classifier from its weights file alone. Throws a UserError when the file holds something else. */
export async function readClassifier(path: string): Promise<Classifier> {
  return rebuild(await readWeights(path), path);
}

/** As readClassifier, from the file's bytes. */
export function decodeClassifier(bytes: Uint8Array, name = "weights"): Classifier {
  return rebuild(decodeWeights(bytes, name), name);
}

/** Writes the weights and, in the metadata, the configuration: same classifier, same bytes. */
export async function writeClassifier(path: string, classifier: Classifier): Promise<void> {
  await writeWeights(path, toFile(classifier));
}

/** As writeClassifier, giving the file's bytes. */
export function encodeClassifier(classifier: Classifier): Uint8Array {
  return encodeWeights(toFile(classifier));
}

function toFile({ config, parameters }: Classifier): Weights {
  return { metadata: { config: JSON.stringify(config) }, tensors: parameters.toArrays() };
}

function rebuild({ metadata, tensors }: Weights, file: string): Classifier {
  const problem = (message: string) =>
    new UserError({
      message,
      place: { file },
      hint: "give weights that train-classifiers or finetune-classifiers wrote",
    });
  if (metadata.config === undefined) throw problem("the weights have no config in their metadata");
  const config = classifierConfigSchema.safeParse(parseJson(metadata.config));
  if (!config.success) throw problem(`these are not a classifier's weights: ${config.error.message}`);
  // The first weights are replaced at once, so the seed does not matter.
  const classifier = buildClassifier(config.data, RandomStream.fromSeed(0));
  classifier.parameters.assign(tensors);
  return classifier;
}
