import { tf } from "@limen/engine/tf";
import type { RandomStream } from "@limen/random";
import { softmax } from "@limen/stats";
import type { ClassifierConfig } from "./classifier-config.ts";
import { normal } from "./initialisers.ts";
import { type DropoutMasks, dense } from "./layers/index.ts";
import { nets } from "./nets/index.ts";
import type { Net } from "./nets/net.ts";
import { overRows } from "./over-rows.ts";
import { Parameters, Scope } from "./parameters.ts";

/** Small first weights: training starts at the uniform distribution. */
const HEAD_STD = 0.01;

/** An emotion classifier. Images are [N, size, size, 1] in [−1, 1]; what is returned is the caller's. */
export interface Classifier {
  readonly config: ClassifierConfig;
  readonly parameters: Parameters;
  /** Widths of the layers that dropout acts on in training, by their names: what `drawMasks` takes. */
  readonly dropouts: Readonly<Record<string, number>>;
  /** [N, features]: what the last, linear layer sees. */
  features(x: tf.Tensor4D, masks?: DropoutMasks): tf.Tensor2D;
  /** [N, classes], before temperature scaling. */
  logits(x: tf.Tensor4D, masks?: DropoutMasks): tf.Tensor2D;
  /** Features and logits of any number of images [N × size × size] outside TensorFlow: compiled, so the fastest way. */
  featuresOf(images: Float32Array): Float32Array;
  logitsOf(images: Float32Array): Float32Array;
  /** Choice distribution of each of any number of images: softmax of logits / temperature. */
  probabilitiesOf(images: Float32Array): Float64Array[];
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
  const features = (x: tf.Tensor4D, masks?: DropoutMasks) => tf.tidy(() => body(x, masks));
  const logits = (x: tf.Tensor4D, masks?: DropoutMasks) => tf.tidy(() => head(body(x, masks)));
  const shape = [config.size, config.size, 1];
  const featuresOver = overRows((x) => features(x as tf.Tensor4D), shape, parameters);
  const logitsOver = overRows((x) => logits(x as tf.Tensor4D), shape, parameters);
  const shared = {
    parameters,
    dropouts: net.dropouts(config),
    features,
    logits,
    featuresOf: featuresOver.of,
    logitsOf: logitsOver.of,
    dispose: () => {
      for (const thing of [featuresOver, logitsOver, parameters]) thing.dispose();
    },
  };
  return withTemperature(shared, config);
}

/** The same classifier at another temperature; both share their parameters. */
export function calibrated(classifier: Classifier, temperature: number): Classifier {
  return withTemperature(classifier, { ...classifier.config, temperature });
}

function withTemperature(
  shared: Omit<Classifier, "config" | "probabilitiesOf">,
  config: ClassifierConfig,
): Classifier {
  const width = config.classes.length;
  const probabilitiesOf = (images: Float32Array) => {
    const logits = shared.logitsOf(images);
    return Array.from({ length: logits.length / width }, (_, row) =>
      softmax(logits.subarray(row * width, (row + 1) * width), config.temperature),
    );
  };
  return { ...shared, config, probabilitiesOf };
}

/** (GFLOP) of one image's logits, counted: two for each multiplication of convolutions and matrix products. */
export function flopsPerImage(config: ClassifierConfig): number {
  const net: Net = nets[config.net];
  const head = net.featureCount(config) * config.classes.length;
  return (2 * (net.multiplications(config) + head)) / 1e9;
}
