import { type Problem, throwIfAny } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import { type RandomStream, subset } from "@limen/random";
import { classesOf, facesTable, readMetadata, scanTable } from "@limen/tables";
import { joinPictures, type Pictures, pickPictures } from "./pictures.ts";

/** The largest neighbourhood of the metrics is five: below this many faces their floors would mean nothing. */
const LEAST = 12;

/** Real faces to compare with; both sets of references have the same size. */
export interface RealFaces {
  /** The whole train split: where copies are looked for. */
  readonly train: Pictures;
  readonly trainReferences: Pictures;
  /** The whole test split: where faces are looked for that tear nets. */
  readonly test: Pictures;
  readonly testReferences: Pictures;
}

export interface FaceDemands {
  readonly size: number;
  readonly classes: readonly string[];
  /** Faces that are stimuli themselves: they would be their own nearest neighbours. */
  readonly shown: ReadonlySet<string>;
  /** (faces) of each split, at most */
  readonly references: number;
}

/**
 * Reads the train and test faces and draws the references. Throws a UserError when the faces do not fit the stimuli or
 * are too few.
 */
export async function readFaces(
  path: string,
  demands: FaceDemands,
  random: RandomStream,
): Promise<RealFaces> {
  const metadata = await readMetadata(path);
  throwIfAny(misfits(path, metadata, demands));
  const parts: Record<"train" | "test", Pictures[]> = { train: [], test: [] };
  for await (const rows of scanTable(path, facesTable, { columns: ["face_id", "image", "split"] })) {
    for (const split of ["train", "test"] as const) {
      const own = rows.filter((row) => row.split === split && !demands.shown.has(row.face_id));
      const images = own.map((row) => row.image.bytes);
      const pixels = await decodeUnitBatch(images, demands.size);
      parts[split].push({ count: own.length, size: demands.size, pixels });
    }
  }
  const train = joinPictures(parts.train, demands.size);
  const test = joinPictures(parts.test, demands.size);
  throwIfAny([...tooFew(path, "train", train), ...tooFew(path, "test", test)]);
  const count = Math.min(demands.references, train.count, test.count);
  return {
    train,
    trainReferences: draw(train, count, random.split("train")),
    test,
    testReferences: draw(test, count, random.split("test")),
  };
}

function misfits(path: string, metadata: Readonly<Record<string, string>>, demands: FaceDemands): Problem[] {
  const classes = classesOf(metadata);
  const { size } = demands;
  if (Number(metadata.size) === size && classes.join() === demands.classes.join()) return [];
  return [
    {
      message: `${metadata.size}-pixel faces of ${classes.join(", ")}; the stimuli are ${size}-pixel faces of ${demands.classes.join(", ")}`,
      place: { file: path },
      hint: "give the faces that the prior was trained on",
    },
  ];
}

function tooFew(path: string, split: string, { count }: Pictures): Problem[] {
  if (count >= LEAST) return [];
  return [
    {
      message: `${count} ${split} faces that are not stimuli themselves; real faces are the yardstick of every metric`,
      place: { file: path },
      hint: `give at least ${LEAST} faces of the ${split} split`,
    },
  ];
}

function draw(all: Pictures, count: number, random: RandomStream): Pictures {
  return pickPictures(all, subset(random, all.count, count));
}
