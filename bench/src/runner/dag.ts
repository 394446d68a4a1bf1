/** A node of the DAG: adds a number to those of the nodes that feed it. */
export interface DagNode {
  readonly name: string;
  readonly value: number;
  readonly feeds: readonly string[];
}

/** Nodes a layer, each fed by two of the layer before: the shape of a study, in twelve nodes. */
const LAYERS = [4, 4, 3, 1] as const;

export const dag: readonly DagNode[] = layered(LAYERS);

/** Nodes in layers, in running order. */
export function layered(layers: readonly number[]): DagNode[] {
  return layers.flatMap((count, layer) =>
    Array.from({ length: count }, (_, i) => {
      const width = layer === 0 ? 0 : layers[layer - 1]!;
      const feeds = width === 0 ? [] : [i % width, (i + 1) % width].map((j) => `n${layer - 1}-${j}`);
      return { name: `n${layer}-${i}`, value: 100 * layer + i, feeds };
    }),
  );
}

/** The number that each node has in the end. */
export function sumsOf(nodes: readonly DagNode[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { name, value, feeds } of nodes) {
    sums.set(
      name,
      feeds.reduce((sum, from) => sum + sums.get(from)!, value),
    );
  }
  return sums;
}

export function limenPipeline(nodes: readonly DagNode[]): string {
  const body = nodes.map(({ name, value, feeds }) => {
    const inputs = feeds.map((from) => `${from}.number`).join(", ");
    return feeds.length === 0
      ? `  ${name}: { uses: write-number, with: { value: ${value} } }\n`
      : `  ${name}: { uses: add-numbers, with: { value: ${value} }, inputs: { numbers: [${inputs}] } }\n`;
  });
  return `limen: 1\nname: dag\nnodes:\n${body.join("")}`;
}

/** `step` is the command line of a step up to its arguments. */
export function dvcPipeline(nodes: readonly DagNode[], step: string): string {
  const list = (names: readonly string[]) => `[${names.map((name) => `${name}.json`).join(", ")}]`;
  const body = nodes.map(
    ({ name, value, feeds }) =>
      `  ${name}:\n    cmd: ${step} ${name}.json ${value} ${feeds.map((from) => `${from}.json`).join(" ")}\n` +
      `    deps: ${list(feeds)}\n    outs: ${list([name])}\n`,
  );
  return `stages:\n${body.join("")}`;
}

export function snakemakePipeline(nodes: readonly DagNode[], step: string): string {
  const list = (names: readonly string[]) => names.map((name) => `"${name}.json"`).join(", ");
  const all = `rule all:\n  input: ${list(nodes.map(({ name }) => name))}\n`;
  const rules = nodes.map(
    ({ name, value, feeds }) =>
      `rule ${name.replace("-", "_")}:\n` +
      (feeds.length === 0 ? "" : `  input: ${list(feeds)}\n`) +
      `  output: ${list([name])}\n  shell: "${step} {output} ${value} {input}"\n`,
  );
  return [all, ...rules].join("\n");
}
