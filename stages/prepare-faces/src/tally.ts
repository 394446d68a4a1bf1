import { createHash } from "node:crypto";
import { UserError } from "@limen/errors";
import { SPLITS } from "./candidate.ts";
import type { FinishedFace } from "./finished-face.ts";

/** What is counted while the faces pass by. */
export interface Tally {
  faces: number;
  readonly bySplit: Map<string, number>;
  /** Summed train label of each class. */
  readonly train: Float64Array;
  /** First split of each picture, by the first 48 bits of its SHA-256. */
  readonly pictures: Map<number, string>;
  repeated: number;
  acrossSplits: number;
}

export function newTally(classes: number): Tally {
  return {
    faces: 0,
    bySplit: new Map(SPLITS.map((split) => [split, 0])),
    train: new Float64Array(classes),
    pictures: new Map(),
    repeated: 0,
    acrossSplits: 0,
  };
}

export function count(tally: Tally, { row }: FinishedFace): void {
  tally.faces++;
  tally.bySplit.set(row.split, (tally.bySplit.get(row.split) ?? 0) + 1);
  if (row.split === "train") for (let k = 0; k < row.label.length; k++) tally.train[k]! += row.label[k]!;
  const key = createHash("sha256").update(row.image.bytes).digest().readUIntBE(0, 6);
  const first = tally.pictures.get(key);
  if (first === undefined) tally.pictures.set(key, row.split);
  else {
    tally.repeated++;
    if (first !== row.split) tally.acrossSplits++;
  }
}

/** Throws a UserError when there is nothing to train on: no faces, none to train on, or a class without any. */
export function checkTally(tally: Tally, classes: readonly string[], path: string): void {
  const place = { file: path };
  if (tally.faces === 0) {
    throw new UserError({
      message: "no faces are left",
      place,
      hint: "check that the parameter source fits the data",
    });
  }
  if (tally.bySplit.get("train") === 0) {
    throw new UserError({
      message: "the train split is empty",
      place,
      hint: "give it faces, or lower validShare and testShare",
    });
  }
  const empty = classes.filter((_, k) => tally.train[k] === 0);
  if (empty.length > 0) {
    throw new UserError({
      message: `no face of the train split shows ${empty.join(", ")}`,
      place: { ...place, field: "classes" },
      hint: `add such faces, or leave the class out: classes: [${classes.filter((name) => !empty.includes(name)).join(", ")}]`,
    });
  }
}
