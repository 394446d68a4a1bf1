import { buildDenoiser, denoiserGflop, measureValidity } from "@limen/diffusion";
import { tf } from "@limen/engine/tf";
import { buildClassifier } from "@limen/models";
import { RandomStream } from "@limen/random";
import { asGuide, drawBlock, type Nets } from "@limen/sampling";
import { type Cost, measure } from "./measure.ts";
import { planOf, settingsOf } from "./sample/attempts.ts";

/** Draws attempts with nets for pictures of a size; prints what it took. Arguments: pixels a side, attempts a pair. */
export interface Scaled extends Cost {
  readonly attempts: number;
  /** (bytes) most memory that the process ever held. */
  readonly peakBytes: number;
}

const [size, attemptsOfPair] = process.argv.slice(2).map(Number) as [number, number];
const random = RandomStream.fromSeed("scale");
const nets = untrainedNets();
const settings = settingsOf({ attempts: attemptsOfPair });
const plan = planOf(nets, settings);
drawBlock(nets, { ...settings, steps: 2 }, plan[0]!, random);

const { cost } = measure(() => {
  for (const block of plan) drawBlock(nets, settings, block, random);
});
const scaled: Scaled = {
  ...cost,
  attempts: plan.flat().length,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(scaled));

/** Such nets never meet both constraints, so that every attempt takes all steps: the dearest case. */
function untrainedNets(): Nets {
  const classes = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear"];
  const unet = { family: "denoiser", architecture: "unet", unshuffle: 2, heads: 4, embedding: 128 } as const;
  const config = { ...unet, size, classes, channels: [48, 96, 160] };
  const net = buildDenoiser(config, random.split("prior"));
  const noise = () => tf.tensor4d(random.split("faces").normals(2 * size * size), [2, size, size, 1]);
  const prior = { ...net, validity: measureValidity(net.denoise, classes.length, [noise()]) };
  const guide = asGuide(
    buildClassifier(
      { family: "classifier", name: "vgg-s", net: "vgg-s", size, classes, width: 1, temperature: 1 },
      random.split("guide"),
    ),
  );
  const priorGflopAt = (sigma: number) => denoiserGflop(config, sigma);
  return {
    prior,
    priorGflopAt,
    guides: [guide],
    heldOut: guide,
    faceModel: undefined,
    classes,
    size,
    dispose: net.dispose,
  };
}
