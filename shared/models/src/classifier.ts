import { tf } from "@limen/engine/tf";
import type { RandomStream } from "@limen/random";
import type { ClassifierConfig } from "./classifier-config.ts";
import { normal } from "./initialisers.ts";
import { dense, type Training } from "./layers/index.ts";
import { nets } from "./nets/index.ts";
import type { Net } from "./nets/net.ts";
import { Parameters, Scope } from "./parameters.ts";

/** Small first weights: training starts at the uniform distribution. */
const HEAD_STD = 0.01;

/** An emotion classifier. Images are [N, size, size, 1] in [−1, 1]; what is returned is the caller's. */
export interface Classifier {
  readonly config: ClassifierConfig;
  readonly parameters: Parameters;
  /** [N, features]: what the last, linear layer sees. */
  features(x: tf.Tensor4D, training?: Training): tf.Tensor2D;
  /** [N, classes], before temperature scaling. */
  logits(x: tf.Tensor4D, training?: Training): tf.Tensor2D;
  /** [N, classes]: softmax of logits / temperature. */
  probabilities(x: tf.Tensor4D): tf.Tensor2D;
  dispose(): void;
}

/** A new classifier with first weights drawn from `random`. */
export function buildClassifier(config: ClassifierConfig, random: RandomStream): Classifier {
  const net: Net = nets[config.net];
  const parameters = new Parameters(random);
  const body = net.build(new Scope(parameters, "body"), config);
  const head = dense(new Scope(parameters, "head"), {
    inputs: net.featureCount(config),
    outputs: config.classes.length,
    initialise: normal(HEAD_STD),
  });
  const features = (x: tf.Tensor4D, training?: Training) => tf.tidy(() => body(x, training));
  const logits = (x: tf.Tensor4D, training?: Training) => tf.tidy(() => head(body(x, training)));
  return withTemperature({ parameters, features, logits, dispose: () => parameters.dispose() }, config);
}

/** The same classifier at another temperature; both share their parameters. */
export function calibrated(classifier: Classifier, temperature: number): Classifier {
  return withTemperature(classifier, { ...classifier.config, temperature });
}

function withTemperature(
  { parameters, features, logits, dispose }: Omit<Classifier, "config" | "probabilities">,
  config: ClassifierConfig,
): Classifier {
  const probabilities = (x: tf.Tensor4D) =>
    tf.tidy(() => tf.softmax(logits(x).div<tf.Tensor2D>(config.temperature)));
  return { config, parameters, features, logits, probabilities, dispose };
}

/** (GFLOP) of one image's logits, counted: two for each multiplication of convolutions and matrix products. */
export function flopsPerImage(config: ClassifierConfig): number {
  const net: Net = nets[config.net];
  const head = net.featureCount(config) * config.classes.length;
  return (2 * (net.multiplications(config) + head)) / 1e9;
}
