import { expect, test } from "vitest";
import { layerNodes } from "./layer-nodes.ts";
import { pipelinePicture } from "./pipeline-picture.ts";
import { BOX_WIDTH, placeBoxes } from "./place-boxes.ts";

const node = (name: string, feeds: string[] = [], instances: string[] = []) => ({
  name,
  stage: `make-${name}`,
  instances,
  feeds,
});

const NODES = [
  node("faces"),
  node("nets", ["faces"], ["vgg-s", "resnet-s", "cornet-z-s", "mlp", "logistic", "mixer-s"]),
  node("percept", ["faces"]),
  node("prior", ["faces"]),
  node("boundaries", ["prior", "nets", "faces"]),
  node("experiment", ["boundaries", "percept", "faces"]),
];

test("every node stands below what feeds it, and a full layer goes on in the next", () => {
  const wide = [...NODES, ...["a", "b", "c"].map((name) => node(name, ["faces"]))];
  const layers = new Map(layerNodes(wide, 4).map(({ node, layer }) => [node.name, layer]));
  for (const { name, feeds } of wide) {
    for (const feed of feeds) expect(layers.get(feed)).toBeLessThan(layers.get(name) ?? 0);
  }
  const counts = [...layers.values()].map((layer) => [...layers.values()].filter((l) => l === layer).length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(4);
});

test("an arrow is drawn where no longer way leads, and the box names every feed all the same", () => {
  const arrows = Object.fromEntries(
    layerNodes(NODES, 4).map(({ node, arrowsFrom }) => [node.name, arrowsFrom]),
  );
  expect(arrows.boundaries).toEqual(["prior", "nets"]);
  expect(arrows.experiment).toEqual(["boundaries", "percept"]);
  const picture = pipelinePicture({ name: "toy", nodes: NODES }).text;
  expect(picture.match(/marker-end=/g)).toHaveLength(7);
  expect(picture).toContain(">reads prior, nets, faces</text>");
});

test("boxes lie inside the picture, which fits the page, and overlap neither each other nor an arrow", () => {
  const nodes = layerNodes(NODES, 4);
  const { width, height, boxes, arrows } = placeBoxes(nodes, () => 60);
  expect(width).toBeLessThanOrEqual(998);
  const rectangles = [...boxes].filter(([name]) => NODES.some((other) => other.name === name));
  expect(rectangles).toHaveLength(NODES.length);
  for (const [name, box] of rectangles) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + BOX_WIDTH).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    for (const [other, { x, y }] of rectangles) {
      const apart = Math.abs(x - box.x) >= BOX_WIDTH || Math.abs(y - box.y) >= box.height;
      expect([other, apart || other === name]).toEqual([other, true]);
    }
    for (const { x, y } of arrows.flat()) {
      expect(x > box.x && x < box.x + BOX_WIDTH && y > box.y && y < box.y + box.height).toBe(false);
    }
  }
  // The arrow from percept passes the layer of boundaries beside its box.
  expect(arrows.map((points) => points.length).sort()).toEqual([2, 2, 2, 2, 2, 2, 4]);
});

test("a foreach is one box with its count and what it runs for", () => {
  const picture = pipelinePicture({ name: "toy", nodes: NODES }).text;
  expect(picture.match(/<rect /g)).toHaveLength(NODES.length);
  expect(picture).toContain("nets × 6");
  expect(picture).toContain(">for vgg-s, resnet-s, cornet-z-s,</text>");
  expect(picture).toContain(">mlp, logistic, mixer-s</text>");
});
