import { encodeGreyPng } from "@limen/images";
import { categorical, type RandomStream } from "@limen/random";
import { SPLITS, sharesOf } from "../candidate.ts";
import { type FinishedFace, majorityOf } from "../finished-face.ts";
import type { Params } from "../params.ts";
import { controlVector } from "./controls.ts";
import { drawExpression } from "./draw-expression.ts";
import { drawIdentity } from "./draw-identity.ts";
import { drawScene } from "./draw-scene.ts";
import type { SyntheticClass } from "./prototypes.ts";
import { renderFace } from "./render-face.ts";
import { splitIdentities } from "./split-identities.ts";
import { trueDistribution } from "./true-distribution.ts";

/** PNGs are written by libuv's threads while the next faces are rendered here. */
const IN_FLIGHT = 16;

/**
 * Renders `params.faces` faces of `params.identities` people, each with simulated votes drawn from its true
 * distribution. Face i depends on the stream `face/i` and on its person only, so fewer faces are a prefix of more.
 */
export async function* synthesiseFaces(
  random: RandomStream,
  params: Params,
  classes: readonly SyntheticClass[],
): AsyncGenerator<FinishedFace> {
  const people = Math.min(params.identities, params.faces);
  const splits = splitIdentities(random.split("splits"), people, {
    valid: params.validShare,
    test: params.testShare,
  });
  const taken = Object.fromEntries(SPLITS.map((split) => [split, 0]));
  let batch: Promise<FinishedFace>[] = [];
  for (let i = 0; i < params.faces; i++) {
    const person = i % people;
    const split = splits[person]!;
    if (params.limit > 0 && taken[split]! >= params.limit) continue;
    taken[split]!++;
    batch.push(synthesiseFace(random, i, person, params, classes, split));
    if (batch.length < IN_FLIGHT) continue;
    yield* await Promise.all(batch);
    batch = [];
  }
  yield* await Promise.all(batch);
}

async function synthesiseFace(
  random: RandomStream,
  index: number,
  person: number,
  params: Params,
  classes: readonly SyntheticClass[],
  split: string,
): Promise<FinishedFace> {
  const stream = random.split("face").split(index);
  const face = {
    expression: drawExpression(stream.split("expression"), classes),
    identity: drawIdentity(random.split("identity").split(person)),
    scene: drawScene(stream.split("scene")),
  };
  const truth = trueDistribution(face.expression, classes);
  const cast = drawVotes(stream.split("votes"), truth, params.votes);
  const label = sharesOf(cast);
  const pixels = renderFace(face, params.size, stream.split("grain"));
  return {
    cast,
    row: {
      face_id: `synthetic-${String(index).padStart(6, "0")}`,
      image: { bytes: await encodeGreyPng(pixels, params.size), path: null },
      label,
      votes: params.votes,
      majority: majorityOf(label, classes),
      split,
      source: "synthetic",
      identity: `person-${String(person).padStart(5, "0")}`,
      truth,
      controls: controlVector(face),
      file: "",
    },
  };
}

function drawVotes(stream: RandomStream, truth: Float32Array, votes: number): readonly number[] {
  const counts = new Array<number>(truth.length).fill(0);
  for (let vote = 0; vote < votes; vote++) counts[categorical(stream, truth)]!++;
  return counts;
}
