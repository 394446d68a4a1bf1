import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { decodeGrey } from "@limen/images";
import { faceKindsTable, facesTable, groupBy, type Row, readTable, writeTable } from "@limen/tables";
import { runStage, temporaryDirectory } from "@limen/testing";
import { beforeEach, expect, test } from "vitest";
import { writeExampleInputs } from "./example.ts";
import stage from "./index.ts";
import { KINDS } from "./kinds.ts";

let inputs: Record<string, readonly string[]>;
beforeEach(async () => {
  inputs = await writeExampleInputs(temporaryDirectory());
});

async function made(given: Record<string, readonly string[]>, params: object = {}) {
  const { outputs } = await runStage(stage, { inputs: given, params: { ...params } });
  const { rows: faces, metadata } = await readTable(outputs.faces!, facesTable);
  const { rows: kinds } = await readTable(outputs.kinds!, faceKindsTable);
  return { faces, kinds, metadata, bytes: Object.values(outputs).map((path) => readFileSync(path)) };
}

test("the example: a non-face of each kind for every face, in the split of its face, labelled by degrees", async () => {
  const tensors = tf.memory().numTensors;
  const { faces, kinds, metadata } = await made(inputs);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(metadata).toMatchObject({ classes: '["not a face","face"]', size: "16" });
  expect(kinds.map((row) => row.face_id)).toEqual(faces.map((row) => row.face_id));
  expect(new Set(faces.map((row) => row.face_id)).size).toBe(faces.length);
  const byKind = groupBy(kinds, (row) => row.kind);
  expect([...byKind.keys()].sort()).toEqual(["face", "voted", "doubted", ...KINDS].sort());
  // Two of the 90 faces are doubted: one of them stays among the real faces with its label, one is a lamp.
  expect(byKind.get("face")).toHaveLength(89);
  expect(kinds.filter((row) => row.made_from !== null)).toHaveLength(89);
  for (const [i, kind] of kinds.entries()) {
    const face = faces[i]!;
    expect(face.split).toBe(kind.split);
    if (kind.made_from !== null) {
      expect(face.face_id).toBe(`${kind.made_from}/${kind.kind}`);
      expect(kind.made_from.startsWith(kind.split)).toBe(true);
      expect(face.identity).toBe(`person-${kind.made_from}`);
    }
    if (kind.kind === "face") expect([...face.label]).toEqual([0, 1]);
    if (kind.strength === 1) expect([...face.label]).toEqual([1, 0]);
    expect(face.majority).toBe(face.label[0]! >= 0.5 ? "not a face" : "face");
  }
  expect(faces.find((row) => row.face_id === "lamp")?.label[0]).toBeCloseTo(0.9, 6);
  expect(faces.find((row) => row.face_id === "train-0")?.label[0]).toBeCloseTo(0.2, 6);
  const soft = faces.filter((row) => row.label[0]! > 0 && row.label[0]! < 1);
  expect(soft.length).toBeGreaterThan(3);
  expect(await decodeGrey(faces.at(-1)!.image.bytes, 16)).toHaveLength(256);
});

test("equal inputs give equal bytes, and a face's picture does not depend on the order of the faces", async () => {
  const [first, again] = [await made(inputs), await made(inputs)];
  expect(again.bytes).toEqual(first.bytes);
  const params = { kinds: ["blocks_fine", "phase", "warp", "texture"] };
  const turned = await rewritten((rows) => rows.toReversed());
  const [straight, reversed] = [await made({ faces: inputs.faces! }, params), await made(turned, params)];
  const pictures = new Map(reversed.faces.map((row) => [row.face_id, row]));
  for (const row of straight.faces) expect(pictures.get(row.face_id)).toEqual(row);
});

test("a limit takes some of each split; without a prior its kinds are not made", async () => {
  const { kinds } = await made({ faces: inputs.faces! }, { limit: 8 });
  const real = kinds.filter((row) => row.kind === "face");
  expect([...groupBy(real, (row) => row.split)].map(([split, rows]) => [split, rows.length])).toEqual([
    ["train", 8],
    ["valid", 8],
    ["test", 8],
  ]);
  expect(kinds).toHaveLength(48);
  expect(kinds.some((row) => row.kind.startsWith("prior"))).toBe(false);
  const more = await made({ faces: inputs.faces! }, { limit: 9 });
  const ids = new Set(more.kinds.map((row) => row.face_id));
  expect(real.every((row) => ids.has(row.face_id))).toBe(true);
});

test("what does not fit together is refused, all at once", async () => {
  const only = { faces: inputs.faces! };
  await expect(made(only, { kinds: ["prior_noisy"] })).rejects.toThrow(
    "all of these kinds are drawn from the prior, which is not given",
  );
  await expect(made(only, { kinds: ["blur", "warp", "blur"] })).rejects.toThrow(
    "kinds are named twice: blur",
  );
  await expect(made(only, { kinds: ["bluur"] })).rejects.toThrow("kinds");
  const odd = await rewritten((rows) => rows, "20");
  const wrong = made({ ...odd, notFaces: inputs.faces!, prior: inputs.prior! });
  await expect(wrong).rejects.toThrow("faces are 20 pixels wide, which does not divide into 8 squares");
  await expect(wrong).rejects.toThrow('the classes of notFaces are ["calm","glad"]');
  await expect(wrong).rejects.toThrow("its pictures are 16 pixels wide, the faces are 20");
});

async function rewritten(change: (rows: Row<typeof facesTable>[]) => Row<typeof facesTable>[], size = "16") {
  const path = join(temporaryDirectory(), "faces.parquet");
  const { rows, metadata } = await readTable(inputs.faces![0]!, facesTable);
  await writeTable(path, facesTable, change(rows), { metadata: { classes: metadata.classes!, size } });
  return { faces: [path] };
}
