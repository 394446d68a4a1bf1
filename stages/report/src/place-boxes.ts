import type { LayeredNode } from "./layer-nodes.ts";

export interface Box {
  /** (px) left edge */
  readonly x: number;
  /** (px) upper edge */
  readonly y: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** Corners of each arrow from the bottom of one box to the top of another, around the boxes between. */
  readonly arrows: readonly (readonly Point[])[];
}

/** A box of a node, or the lane in which an arrow passes a layer. */
interface Slot {
  readonly name: string;
  readonly layer: number;
  readonly width: number;
  readonly height: number;
  /** Names of the slots above that lead here. */
  readonly above: readonly string[];
}

export const BOX_WIDTH = 230;
const LANE_WIDTH = 12;
const GAP = { x: 22, y: 34 };

/** (px) Where boxes and arrows go: each layer centred, its slots in the order of what leads to them. */
export function placeBoxes(
  nodes: readonly LayeredNode[],
  heightOf: (node: LayeredNode) => number,
): Placement {
  const slots = nodes.flatMap((node) => slotsOf(node, nodes, heightOf(node)));
  const layers = Array.from({ length: 1 + Math.max(...slots.map((slot) => slot.layer)) }, (_, layer) =>
    slots.filter((slot) => slot.layer === layer),
  );
  const width = Math.max(...layers.map(widthOf)) + 2;
  const placed = new Map<string, Box & { readonly centre: number }>();
  let y = 1;
  for (const layer of layers) {
    const wish = (slot: Slot) =>
      slot.above.reduce((sum, name) => sum + (placed.get(name)?.centre ?? 0), 0) / (slot.above.length || 1);
    const height = Math.max(...layer.map((slot) => slot.height));
    let x = (width - widthOf(layer)) / 2;
    for (const slot of layer.toSorted((a, b) => wish(a) - wish(b))) {
      // A lane is as high as its layer, so that arrows pass every box of it.
      placed.set(slot.name, { x, y, height: slot.height || height, centre: x + slot.width / 2 });
      x += slot.width + GAP.x;
    }
    y += height + GAP.y;
  }
  const arrows = nodes.flatMap((node) =>
    node.arrowsFrom.map((from) =>
      [from, ...lanes(from, node, nodes), node.node.name].flatMap((name, index, way) => {
        const slot = placed.get(name);
        if (!slot) return [];
        const upper = { x: slot.centre, y: slot.y };
        const lower = { x: slot.centre, y: slot.y + slot.height };
        return index === 0 ? [lower] : index === way.length - 1 ? [upper] : [upper, lower];
      }),
    ),
  );
  return { width, height: y - GAP.y + 1, boxes: placed, arrows };
}

function slotsOf(node: LayeredNode, nodes: readonly LayeredNode[], height: number): Slot[] {
  const ways = node.arrowsFrom.map((from) => [from, ...lanes(from, node, nodes)]);
  const passed = ways.flatMap((way) =>
    way.slice(1).map((name, index): Slot => {
      const layer = node.layer - (way.length - 1) + index;
      return { name, layer, width: LANE_WIDTH, height: 0, above: way.slice(index, index + 1) };
    }),
  );
  const above = ways.map((way) => way.at(-1) as string);
  return [{ name: node.node.name, layer: node.layer, width: BOX_WIDTH, height, above }, ...passed];
}

/** One lane for each layer between two nodes. */
function lanes(from: string, to: LayeredNode, nodes: readonly LayeredNode[]): string[] {
  const start = nodes.find((other) => other.node.name === from)?.layer ?? to.layer;
  return Array.from(
    { length: Math.max(0, to.layer - start - 1) },
    (_, index) => `${from} → ${to.node.name} ${index}`,
  );
}

const widthOf = (layer: readonly Slot[]) =>
  layer.reduce((sum, slot) => sum + slot.width, 0) + GAP.x * (layer.length - 1);
