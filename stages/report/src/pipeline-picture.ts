import type { PipelinePicture } from "@limen/stage";
import { type Html, html } from "./html.ts";

type Node = PipelinePicture["nodes"][number];
const BOX = { width: 168, height: 46, gapX: 44, gapY: 16 };

/** The pipeline as a picture: a column for each distance from the first nodes, an arrow for each feed. */
export function pipelinePicture(pipeline: PipelinePicture): Html {
  const places = placeNodes(pipeline.nodes);
  const columns = Math.max(...[...places.values()].map((place) => place.column)) + 1;
  const rows = Math.max(...[...places.values()].map((place) => place.row)) + 1;
  const width = columns * (BOX.width + BOX.gapX) - BOX.gapX + 2;
  const height = rows * (BOX.height + BOX.gapY) - BOX.gapY + 2;
  const spoken = pipeline.nodes.map((node) => `${node.name} (${node.stage})`).join(", ");
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="Pipeline ${pipeline.name}: ${spoken}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6675"/></marker></defs>
${pipeline.nodes.map((node) => node.feeds.map((from) => arrow(places.get(from), places.get(node.name))))}
${pipeline.nodes.map((node) => box(node, places.get(node.name)))}
</svg>`;
}

interface Placed {
  readonly column: number;
  readonly row: number;
}

/** Column: longest path from a node that nothing feeds. Row: order of the file within the column. */
function placeNodes(nodes: readonly Node[]): Map<string, Placed> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const columns = new Map<string, number>();
  const columnOf = (name: string): number => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    const feeds = (byName.get(name)?.feeds ?? []).filter((feed) => byName.has(feed));
    const column = feeds.length === 0 ? 0 : 1 + Math.max(...feeds.map(columnOf));
    columns.set(name, column);
    return column;
  };
  const filled = new Map<number, number>();
  return new Map(
    nodes.map((node) => {
      const column = columnOf(node.name);
      const row = filled.get(column) ?? 0;
      filled.set(column, row + 1);
      return [node.name, { column, row }];
    }),
  );
}

const left = (place: Placed) => 1 + place.column * (BOX.width + BOX.gapX);
const top = (place: Placed) => 1 + place.row * (BOX.height + BOX.gapY);

function box(node: Node, place: Placed | undefined): Html | null {
  if (!place) return null;
  const count = node.instances.length > 0 ? ` × ${node.instances.length}` : "";
  return html`<g><title>${node.name}: ${node.stage}${node.instances.length > 0 ? ` for ${node.instances.join(", ")}` : ""}</title>
<rect x="${left(place)}" y="${top(place)}" width="${BOX.width}" height="${BOX.height}" rx="5" fill="#f4f6f8" stroke="#1c2430"/>
<text x="${left(place) + 10}" y="${top(place) + 19}" font-size="14" font-weight="600">${node.name}${count}</text>
<text x="${left(place) + 10}" y="${top(place) + 36}" font-size="12" fill="#5b6675">${node.stage}</text></g>`;
}

function arrow(from: Placed | undefined, to: Placed | undefined): Html | null {
  if (!from || !to) return null;
  const x1 = left(from) + BOX.width;
  const y1 = top(from) + BOX.height / 2;
  const x2 = left(to) - 2;
  const y2 = top(to) + BOX.height / 2;
  const bend = BOX.gapX * 0.7;
  return html`<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="#9aa7b6" marker-end="url(#arrow)"/>`;
}
