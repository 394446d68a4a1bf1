import { permutation, type RandomStream } from "@limen/random";
import { groupBy } from "@limen/tables";
import { changes } from "./changes/index.ts";
import { drawStrength } from "./degrees.ts";
import { isPriorKind, type Kind, type PriorKind } from "./kinds.ts";
import type { Face } from "./read-inputs.ts";

/** One non-face to make. */
export interface Job {
  readonly face: Face;
  /** Another face of the same split; the same one where the split has no other. */
  readonly other: Face;
  readonly kind: Kind;
  /** 0 to 1. */
  readonly strength: number;
  /** The stream of what is done to this face. */
  readonly random: RandomStream;
}

const PRIOR_DEGREES: Readonly<Record<PriorKind, number>> = {
  prior_few_steps: 1,
  prior_noisy: 1,
  prior_smooth: Number.POSITIVE_INFINITY,
};

/** At most `limit` faces of each split (0: all), by the lot of each face alone; the order is kept. */
export function chooseFaces(faces: readonly Face[], limit: number, random: RandomStream): readonly Face[] {
  if (limit === 0) return faces;
  const lots = new Map(faces.map((face) => [face, random.split(face.face_id).uniform()]));
  const chosen = [...groupBy(faces, (face) => face.split).values()].flatMap((own) =>
    own.toSorted((a, b) => lots.get(a)! - lots.get(b)!).slice(0, limit),
  );
  const kept = new Set(chosen);
  return faces.filter((face) => kept.has(face));
}

/**
 * One non-face for each face: kind, strength and all that follows come from the face's own stream, so they do not depend
 * on the order or number of faces. Only the partner of a face, of the same split, depends on which faces there are.
 */
export function planJobs(faces: readonly Face[], kinds: readonly Kind[], random: RandomStream): Job[] {
  const partners = new Map<Face, Face>();
  for (const [split, own] of groupBy(faces, (face) => face.split)) {
    // The successor in a random circle: nobody is their own partner, and everybody is somebody's.
    const circle = permutation(random.split("partners").split(split), own.length);
    circle.forEach((place, i) => void partners.set(own[place]!, own[circle[(i + 1) % circle.length]!]!));
  }
  return faces.map((face) => {
    const stream = random.split("face").split(face.face_id);
    const lot = stream.split("lot");
    const kind = kinds[lot.integer(kinds.length)]!;
    const degrees = isPriorKind(kind) ? PRIOR_DEGREES[kind] : changes[kind].degrees;
    const strength = drawStrength(lot, degrees);
    return { face, other: partners.get(face)!, kind, strength, random: stream.split("change") };
  });
}
