import { decodeGrey, encodeGreyPng } from "@limen/images";
import type { Candidate, FaceSource } from "./candidate.ts";
import { type FinishedFace, majorityOf } from "./finished-face.ts";
import type { Params } from "./params.ts";
import type { Rejects } from "./rejects.ts";

/** Pictures decoded at once: keeps libuv's threads busy and memory flat. */
const IN_FLIGHT = 32;

/** Opens the pictures of a source, in its order; those that cannot be read go to the rejects. */
export async function* decodeCandidates(
  source: Pick<FaceSource, "candidates" | "classes">,
  params: Params,
  rejects: Rejects,
): AsyncGenerator<FinishedFace> {
  for await (const batch of batches(source.candidates, IN_FLIGHT)) {
    const faces = await Promise.all(
      batch.map((candidate) => decodeOne(candidate, source.classes, params, rejects)),
    );
    for (const face of faces) if (face !== undefined) yield face;
  }
}

async function decodeOne(
  candidate: Candidate,
  classes: readonly string[],
  params: Params,
  rejects: Rejects,
): Promise<FinishedFace | undefined> {
  const { id, file, row, split, label, votes, cast, identity } = candidate;
  const png = await recode(candidate, params.size).catch((error: Error) => {
    rejects.add(file, row, error.message);
    return undefined;
  });
  if (png === undefined) return undefined;
  return {
    cast,
    row: {
      face_id: id,
      image: { bytes: png, path: null },
      label,
      votes,
      majority: majorityOf(label, classes),
      split,
      source: params.source,
      identity,
      truth: null,
      controls: new Float32Array(0),
      file,
    },
  };
}

async function recode(candidate: Candidate, size: number): Promise<Uint8Array> {
  return encodeGreyPng(await decodeGrey(await candidate.image(), size), size);
}

async function* batches<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
