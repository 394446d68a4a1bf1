import { EvaluationLedger, moveToBoundary, noiseSource, type Spent, splitImages } from "@limen/diffusion";
import { numbersOf } from "@limen/engine/tf";
import { invariant } from "@limen/errors";
import { fromUnit, toUnit } from "@limen/images";
import type { RandomStream } from "@limen/random";
import { aimOf } from "./aims.ts";
import { type AnchorOf, noAnchors } from "./anchors.ts";
import type { Block } from "./attempt.ts";
import { bisect } from "./bisect.ts";
import type { Drawing } from "./drawing.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";
import { sample } from "./sample.ts";

export interface Drawn {
  /** Grey bytes of each attempt: what is stored, and so what is judged. */
  readonly pixels: readonly Uint8Array[];
  readonly spent: readonly Spent[];
}

/** Gauss–Newton steps of an off-manifold control, each as long as it need be: nothing else mends what they miss. */
const STRAIGHT_STEPS = 20;

/** Draws the samples of a block. An attempt depends on its stream's branch and on its block, nothing else. */
export function drawBlock(
  nets: Nets,
  params: SamplingParams,
  block: Block,
  random: RandomStream,
  anchorOf: AnchorOf = noAnchors,
): Drawn {
  const ledger = new EvaluationLedger(block.length);
  const anchors = block.map((attempt) => anchorOf(attempt)?.pixels).filter((pixels) => pixels !== undefined);
  invariant(
    anchors.length === 0 || anchors.length === block.length,
    "a block starts from faces or from noise",
  );
  const drawing: Drawing = {
    nets,
    params,
    block,
    guides: (block[0]?.guides ?? []).map((guide) => nets.guides[guide]!),
    aims: block.map((attempt) => aimOf(attempt, nets.classes.length, params)),
    anchors: anchors.map(toUnit),
    newNoise: (attempts = block.map((_, place) => place)) =>
      noiseSource(
        attempts.map((place) => random.split(block[place]!.stream)),
        nets.size,
      ),
    ledger,
  };
  const images = drawImages(drawing);
  return { pixels: images.map(fromUnit), spent: block.map((_, image) => ledger.of(image)) };
}

/** Pixels of each image of the block. */
function drawImages(drawing: Drawing): Float32Array[] {
  const { params, block } = drawing;
  const arm = block[0]!.arm;
  if (arm === "off-manifold") return moveStraight(drawing);
  if (params.sampler === "bisection" && arm === "uncertainty") return bisect(drawing);
  return splitImages(
    numbersOf(() => sample(drawing)),
    block.length,
  );
}

/** Real faces moved to the boundary by the guide's own gradient, as adversarial examples are. */
function moveStraight({ guides, aims, anchors, params, ledger }: Drawing): Float32Array[] {
  const constraints = aims.map((aim) => aim.constraints);
  // Moved in place; the anchors stay.
  const images = anchors.map((anchor) => anchor.slice());
  const move = { guides, constraints, repeats: STRAIGHT_STEPS, cap: params.cap, ledger };
  moveToBoundary(images, move);
  return images;
}
