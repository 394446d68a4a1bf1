import { RandomStream } from "@limen/random";
import { expect, test } from "vitest";
import { exampleParams } from "../example.ts";
import { runStage, runWell } from "../test/run-stage.ts";
import { CONTROL_NAMES } from "./controls.ts";
import { drawExpression } from "./draw-expression.ts";
import { drawIdentity } from "./draw-identity.ts";
import { drawScene } from "./draw-scene.ts";
import { prototype, SYNTHETIC_CLASSES } from "./prototypes.ts";
import { renderFace } from "./render-face.ts";
import { splitIdentities } from "./split-identities.ts";
import { trueDistribution } from "./true-distribution.ts";

const root = RandomStream.fromSeed(7);

test("people agree on synthetic faces as they do on FER+: mean top share about .81", () => {
  const truths = Array.from({ length: 4000 }, (_, i) =>
    trueDistribution(drawExpression(root.split(i), SYNTHETIC_CLASSES), SYNTHETIC_CLASSES),
  );
  const mean = truths.reduce((sum, truth) => sum + Math.max(...truth), 0) / truths.length;
  expect(Math.abs(mean - 0.81)).toBeLessThan(0.04);
  for (const [k] of SYNTHETIC_CLASSES.entries()) {
    const share = truths.reduce((sum, truth) => sum + truth[k]!, 0) / truths.length;
    expect(share).toBeGreaterThan(0.08);
  }
});

test("a prototype is most probably its own emotion", () => {
  for (const [k, name] of SYNTHETIC_CLASSES.entries()) {
    const truth = trueDistribution(prototype(name), SYNTHETIC_CLASSES);
    expect(truth.indexOf(Math.max(...truth))).toBe(k);
    expect(truth[k]).toBeGreaterThan(0.7);
    expect(truth.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  }
});

test("each emotion changes the mouth or eye region of one and the same person clearly", () => {
  const identity = drawIdentity(root.split("identity"));
  const scene = { ...drawScene(root.split("scene")), noise: 0, blur: 0, contrast: 1, ambient: 0.5 };
  const picture = (name: (typeof SYNTHETIC_CLASSES)[number]) =>
    renderFace({ identity, scene, expression: prototype(name) }, 48, root.split("grain"));
  const pictures = SYNTHETIC_CLASSES.map(picture);
  for (let a = 0; a < pictures.length; a++) {
    for (let b = 0; b < a; b++) {
      const changed = pictures[a]!.filter((grey, i) => Math.abs(grey - pictures[b]![i]!) > 10).length;
      expect(changed, `${SYNTHETIC_CLASSES[a]} against ${SYNTHETIC_CLASSES[b]}`).toBeGreaterThan(40);
    }
  }
});

test("pictures use the grey range and fill any size", () => {
  for (const size of [16, 48, 96]) {
    const stream = root.split("size").split(size);
    const face = {
      identity: drawIdentity(stream.split(1)),
      scene: { ...drawScene(stream.split(2)), noise: 0 },
      expression: prototype("happiness"),
    };
    const pixels = renderFace(face, size, stream.split(3));
    expect(pixels).toHaveLength(size * size);
    expect(Math.max(...pixels) - Math.min(...pixels)).toBeGreaterThan(60);
    expect(renderFace(face, size, stream.split(3))).toEqual(pixels);
  }
});

test("every split with a share gets people, and all are placed", () => {
  const splits = splitIdentities(root.split("splits"), 5, { valid: 0.05, test: 0.2 });
  expect(splits).toHaveLength(5);
  expect(new Set(splits)).toEqual(new Set(["train", "valid", "test"]));
});

test("the stage renders the example: valid shares, votes that add up, nobody in two splits", async () => {
  const { faces, notFaces, votes, rejects, classes, metadata } = await runWell(exampleParams);
  expect(notFaces.rows).toEqual([]);
  expect(faces).toHaveLength(exampleParams.faces);
  expect(rejects).toEqual([]);
  expect(classes).toEqual([...SYNTHETIC_CLASSES]);
  expect(JSON.parse(metadata.controls!)).toEqual(CONTROL_NAMES);
  const splitsOf = new Map<string, Set<string>>();
  for (const face of faces) {
    const cast = votes.filter((vote) => vote.face_id === face.face_id);
    expect(cast.reduce((sum, vote) => sum + vote.count, 0)).toBe(10);
    for (const vote of cast) {
      expect(vote.source).toBe("simulated");
      expect(face.label[classes.indexOf(vote.response)]).toBeCloseTo(vote.count / 10, 6);
    }
    expect(face.controls).toHaveLength(CONTROL_NAMES.length);
    splitsOf.set(face.identity!, (splitsOf.get(face.identity!) ?? new Set()).add(face.split));
  }
  expect(splitsOf.size).toBe(exampleParams.identities);
  for (const splits of splitsOf.values()) expect(splits.size).toBe(1);
  expect(new Set(faces.map((face) => face.split)).size).toBe(3);
});

test("the same seed gives the same bytes, another seed other faces, and fewer faces the first ones", async () => {
  const bytes = async (seed: number) => (await runStage(exampleParams, seed)).bytes();
  expect(await bytes(1)).toEqual(await bytes(1));
  expect(await bytes(1)).not.toEqual(await bytes(2));
  const [all, few] = [await runWell(exampleParams), await runWell({ ...exampleParams, faces: 10 })];
  expect(few.faces).toEqual(all.faces.slice(0, 10));
});

test("unknown classes are named with a suggestion", async () => {
  const { failure, written } = await runStage({ classes: ["neutral", "hapiness"] });
  expect(failure?.message).toContain('the data have no class "hapiness"');
  expect(failure?.message).toContain('did you mean "happiness"?');
  expect(written).toBe(false);
});
