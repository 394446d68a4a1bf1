import type { PipelinePicture } from "@limen/stage";
import { leastWidth } from "./chart.ts";
import { type Html, html } from "./html.ts";
import { type LayeredNode, layerNodes } from "./layer-nodes.ts";
import { BOX_WIDTH, type Box, type Placement, placeBoxes } from "./place-boxes.ts";

/** (nodes) to a layer: four boxes are as wide as the page. */
const CAPACITY = 4;
/** (characters) of small text that fit a box, in any usual font */
const LINE = 32;
const LINE_HEIGHT = 16;

/** The pipeline as a picture, from top to bottom; a foreach is one box that lists what it runs for. */
export function pipelinePicture(pipeline: PipelinePicture): Html {
  const nodes = layerNodes(pipeline.nodes, CAPACITY);
  const { width, height, boxes, arrows } = placeBoxes(
    nodes,
    (node) => 32 + LINE_HEIGHT * linesOf(node).length,
  );
  const spoken = pipeline.nodes
    .map(
      ({ name, stage, feeds }) => `${name} (${stage})${feeds.length > 0 ? ` reads ${feeds.join(", ")}` : ""}`,
    )
    .join("; ");
  return html`<div class="chart"><svg class="pipeline" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="${leastWidth(width)}" role="img" aria-label="Pipeline ${pipeline.name}: ${spoken}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6675"/></marker></defs>
${arrows.map(arrow)}
${nodes.map((node) => nodeBox(node, boxes.get(node.node.name)))}
</svg></div>`;
}

function nodeBox(layered: LayeredNode, box: Box | undefined): Html | null {
  if (!box) return null;
  const { name, instances } = layered.node;
  const count = instances.length > 0 ? ` × ${instances.length}` : "";
  const lines = linesOf(layered).map(
    (line, index) =>
      html`<text x="${box.x + 10}" y="${box.y + 37 + LINE_HEIGHT * index}" font-size="12" fill="#4a5462">${line}</text>\n`,
  );
  return html`<g><rect x="${box.x}" y="${box.y}" width="${BOX_WIDTH}" height="${box.height}" rx="5" fill="#f4f6f8" stroke="#1c2430"/>
<text x="${box.x + 10}" y="${box.y + 20}" font-size="14" font-weight="600" fill="#1c2430">${name}${count}</text>
${lines}</g>`;
}

/** What a box says below the node's name: its stage, what it runs for, and everything that it reads. */
function linesOf({ node }: LayeredNode): string[] {
  const { stage, instances, feeds } = node;
  return [stage, ...wrap("for ", instances), ...wrap("reads ", feeds)];
}

function wrap(start: string, names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = start;
  names.forEach((name, index) => {
    const piece = `${name}${index < names.length - 1 ? ", " : ""}`;
    if (line !== start && line.length + piece.trimEnd().length > LINE) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  });
  return names.length === 0 ? [] : [...lines, line];
}

/** A path that leaves and enters boxes straight, and is straight beside the boxes that it passes. */
function arrow(points: Placement["arrows"][number]): Html {
  const path = points.map(({ x, y }, index) => {
    const before = points[index - 1];
    if (!before) return `M${x} ${y}`;
    if (before.x === x) return `V${index === points.length - 1 ? y - 2 : y}`;
    const end = index === points.length - 1 ? y - 2 : y;
    const middle = (before.y + end) / 2;
    return `C${before.x} ${middle} ${x} ${middle} ${x} ${end}`;
  });
  return html`<path d="${path.join("")}" fill="none" stroke="#7d8896" stroke-width="1.3" marker-end="url(#arrow)"/>\n`;
}
