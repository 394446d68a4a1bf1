import type { PipelinePicture } from "@limen/stage";

type Node = PipelinePicture["nodes"][number];

/** A node's place in the picture: its layer from the top, and the feeds that get an arrow. */
export interface LayeredNode {
  readonly node: Node;
  readonly layer: number;
  readonly arrowsFrom: readonly string[];
}

/**
 * Layers from top to bottom: each node below all that feed it, at most `capacity` to a layer. An arrow is drawn only
 * where no longer way leads from the one node to the other, which keeps the picture legible and loses no order.
 */
export function layerNodes(nodes: readonly Node[], capacity: number): LayeredNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const feedsOf = (name: string) => (byName.get(name)?.feeds ?? []).filter((feed) => byName.has(feed));
  const reaches = (from: string, to: string): boolean =>
    feedsOf(to).some((feed) => feed === from || reaches(from, feed));
  const layers = new Map<string, number>();
  const filled = new Map<number, number>();
  const layerOf = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    let layer = Math.max(-1, ...feedsOf(name).map(layerOf)) + 1;
    while ((filled.get(layer) ?? 0) >= capacity) layer += 1;
    filled.set(layer, (filled.get(layer) ?? 0) + 1);
    layers.set(name, layer);
    return layer;
  };
  return nodes.map((node) => {
    const feeds = feedsOf(node.name);
    return {
      node,
      layer: layerOf(node.name),
      arrowsFrom: feeds.filter((feed) => !feeds.some((other) => other !== feed && reaches(feed, other))),
    };
  });
}
