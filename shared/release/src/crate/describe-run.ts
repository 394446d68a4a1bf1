import type { ReleasedOutput, ReleasedRun } from "../results.ts";
import type { Tools } from "./describe-stages.ts";
import { idPart, type Reference } from "./graph.ts";
import type { Draft } from "./make-crate.ts";

/** A node's run, as the workflow refers to it. */
export interface DescribedRun {
  readonly run: ReleasedRun;
  readonly action: Reference;
  readonly results: readonly Reference[];
}

const FORMATS: Readonly<Record<string, string>> = {
  parquet: "application/vnd.apache.parquet",
  safetensors: "application/octet-stream",
  html: "text/html",
  json: "application/json",
  md: "text/markdown",
  svg: "image/svg+xml",
  png: "image/png",
};

/** Adds the action that a node's run was: what it read, parameters included, and what it made. */
export function describeRun(run: ReleasedRun, draft: Draft, tools: Tools): DescribedRun {
  const { graph, root, agent, options } = draft;
  const record = addRecord(run, draft);
  const inputs = run.inputs.map(({ name, from }) => {
    const artifact = draft.artifacts.get(from)!;
    draft.graph.exemplify(artifact, tools.parameter(run, "input", name, "File"));
    return artifact;
  });
  const values = Object.entries({ ...run.identity.params, ...run.identity.externals }).map(
    ([name, value]) => {
      const entity = graph.add({
        "@id": `#value/${idPart(run.id)}/${idPart(name)}`,
        "@type": "PropertyValue",
        name,
        value: typeof value === "object" && value !== null ? JSON.stringify(value) : String(value),
      });
      draft.graph.exemplify(entity, tools.parameter(run, "param", name, typeOf(value)));
      return entity;
    },
  );
  const outputs = run.outputs.map((output) => {
    const artifact = addArtifact(output, draft);
    draft.graph.exemplify(artifact, tools.parameter(run, "output", output.name, "File"));
    draft.artifacts.set(output.id, artifact);
    return artifact;
  });
  const action = graph.add({
    "@id": `#run/${idPart(run.id)}`,
    "@type": "CreateAction",
    name: `Run of ${run.id}`,
    description: `${run.stage.summary} Run key ${run.key}.`,
    instrument: tools.of(run),
    agent,
    actionStatus: "http://schema.org/CompletedActionStatus",
    ...timesOf(run, options),
    subjectOf: record,
    object: [...inputs, ...values],
    result: outputs,
  });
  graph.link(root, "mentions", action);
  return { run, action, results: outputs };
}

/** When something ran, as the profile wants it written: with an offset, to the millisecond. */
export function timesOf(
  { started, ended }: Pick<ReleasedRun, "started" | "ended">,
  { times }: Pick<Draft["options"], "times">,
): { startTime?: string; endTime?: string } {
  if (!times) return {};
  const written = (time: string) => time.replace(/Z$/, "+00:00");
  return { startTime: written(started), endTime: written(ended) };
}

/** All that identified the run (code, packages, engine, seed, …), as the key was made of it; no clock, host or place is in it. */
function addRecord({ id, key, identity }: ReleasedRun, { addFile }: Draft): Reference {
  const text = `${JSON.stringify({ key, identity }, null, 2)}\n`;
  return addFile(
    { path: `runs/${id}.json`, content: { text } },
    { name: `What identified the run of ${id}`, encodingFormat: "application/json" },
  );
}

function addArtifact(output: ReleasedOutput, { graph, root, addFile, options }: Draft): Reference {
  const described = {
    name: output.id,
    description: output.meaning,
    encodingFormat: FORMATS[output.path.split(".").at(-1)!] ?? "application/octet-stream",
    contentSize: String(output.bytes),
    sha256: output.sha256,
  };
  if (options.data)
    return addFile({ path: `results/${output.path}`, content: { copyOf: output.object } }, described);
  // A local name: RO-Crate does not ask that what it names is in the crate, and equal bytes are one thing.
  const artifact = graph.add({ "@id": `#sha256-${output.sha256}`, "@type": "File", ...described });
  graph.link(root, "hasPart", artifact);
  return artifact;
}

/** In schema.org's words; what is a list or an object is written as JSON. */
export function typeOf(value: unknown): string {
  if (typeof value === "number") return "Number";
  if (typeof value === "boolean") return "Boolean";
  return typeof value === "string" ? "Text" : "PropertyValue";
}
