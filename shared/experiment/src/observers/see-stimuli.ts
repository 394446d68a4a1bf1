import { decodeUnitBatch } from "@limen/images";
import type { RandomStream } from "@limen/random";
import type { KnownFaces } from "../design/read-faces.ts";
import { type Perceive, scoreImages, type Visible } from "./score-images.ts";
import type { Showable } from "./showable.ts";
import { unrelatedScores } from "./unrelated-scores.ts";
import type { World } from "./worlds.ts";

interface Stimulus {
  readonly stimulus_id: string;
  readonly face_id: string | null;
  readonly image: { readonly bytes: Uint8Array };
}

/** By what observers see. */
export interface Sight {
  readonly world: Pick<World, "name">;
  /** The truth of natural synthetic faces. */
  readonly faces: Pick<KnownFaces, "truthOf">;
  /** The observers' net, for all that has no truth. */
  readonly perceive: Perceive | undefined;
  /** Draws what people find ambiguous in world W2. */
  readonly random: RandomStream;
}

/** Side in pixels at which world W2 looks at images, whatever their own size. */
const UNRELATED_SIZE = 48;

/** The stimuli as observers of the world see them. */
export async function seeStimuli(stimuli: readonly Stimulus[], sight: Sight): Promise<Showable[]> {
  const pictures = stimuli.map(({ stimulus_id, face_id, image }) => ({
    id: stimulus_id,
    truth: sight.faces.truthOf(face_id),
    image: image.bytes,
  }));
  const seen = await scoreImages(pictures, sight.perceive);
  const scores = sight.world.name === "W2" ? await replaceScores(pictures, seen, sight.random) : seen;
  return pictures.map(({ id }, index) => ({ id, scores: scores[index]! }));
}

async function replaceScores(
  pictures: readonly Visible[],
  seen: readonly Float64Array[],
  random: RandomStream,
): Promise<Float64Array[]> {
  const pixels = await decodeUnitBatch(
    pictures.map((picture) => picture.image),
    UNRELATED_SIZE,
  );
  const length = UNRELATED_SIZE * UNRELATED_SIZE;
  const images = pictures.map((_, index) => pixels.subarray(index * length, (index + 1) * length));
  return unrelatedScores(images, seen, random);
}
