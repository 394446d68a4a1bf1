import { openStore, readView } from "@limen/artifact";

/** Digest of every output of a pipeline's last results, as `node.output`. */
export function outputDigests(artifacts: string, pipeline: string): Record<string, string> {
  const { layout, records } = openStore(artifacts);
  const entries = Object.entries(readView(layout, pipeline).nodes).flatMap(([node, key]) => {
    const found = records.find(key);
    if (found.state !== "found") throw new Error(`the run record of ${node} is ${found.state}`);
    return Object.entries(found.record.outputs).map(
      ([output, { digest }]) => [`${node}.${output}`, digest] as const,
    );
  });
  return Object.fromEntries(entries);
}

/** The file in the store that holds an output, such as `faces.faces`. */
export function objectPath(artifacts: string, pipeline: string, output: string): string {
  const digest = outputDigests(artifacts, pipeline)[output];
  if (digest === undefined) throw new Error(`${pipeline} has no output ${output}`);
  return openStore(artifacts).objects.path(digest);
}
