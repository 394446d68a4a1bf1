import { renderLock } from "@limen/proof";
import { type DescribedRun, timesOf, typeOf } from "./describe-run.ts";
import type { Tools } from "./describe-stages.ts";
import { formalParameter, idPart, type Reference, ref } from "./graph.ts";
import type { Draft } from "./make-crate.ts";
import { readmeOf } from "./readme.ts";

/** Adds the pipeline as the workflow, its steps, their execution, and the run of the whole. */
export function describeWorkflow(runs: readonly DescribedRun[], draft: Draft, tools: Tools): void {
  const { graph, root, agent, results, citation, terms, options, addFile } = draft;
  const readme = addFile(
    { path: "README.md", content: { text: readmeOf(results, options) } },
    { name: "README", encodingFormat: "text/markdown", about: root },
  );
  const lock = `${results.pipeline}.lock.json`;
  addFile(
    { path: lock, content: { text: renderLock(results.lock) } },
    { name: `Lock file of ${results.pipeline}`, encodingFormat: "application/json" },
  );
  const language = graph.add({
    "@id": "#limen-pipeline",
    "@type": "ComputerLanguage",
    name: "Limen pipeline",
    version: "1",
  });
  const engine = graph.add({
    "@id": terms.url ?? "#limen",
    "@type": "SoftwareApplication",
    name: "Limen",
    description: citation.title,
    softwareVersion: citation.version,
    url: terms.url ?? readme,
  });
  const workflow = addFile(
    { path: results.file.name, content: { text: results.file.text } },
    { name: `Pipeline ${results.pipeline}`, encodingFormat: "application/yaml" },
  );
  graph.retype(workflow, ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"], {
    programmingLanguage: language,
    version: citation.version,
    url: terms.url ?? readme,
    conformsTo: ref("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
  });
  graph.link(root, "mainEntity", workflow);
  graph.link(workflow, "hasPart", ...runs.map(({ run }) => tools.of(run)));

  const seed = graph.add({
    "@id": "#value/seed",
    "@type": "PropertyValue",
    name: "seed",
    value: String(results.seed),
  });
  addParameter("input", "seed", typeOf(results.seed), seed);
  const read = new Set(runs.flatMap(({ run }) => run.inputs.map(({ from }) => from)));
  const made = runs.flatMap(({ run, results: files }) =>
    run.outputs.flatMap(({ id }, index) => (read.has(id) ? [] : [{ id, file: files[index]! }])),
  );
  for (const { id, file } of made) addParameter("output", id, "File", file);

  const controls = runs.map(({ run, action }, position) => {
    const step = graph.add({
      "@id": `#step/${idPart(run.id)}`,
      "@type": "HowToStep",
      name: run.id,
      position: String(position),
      workExample: tools.of(run),
    });
    graph.link(workflow, "step", step);
    return graph.add({
      "@id": `#control/${idPart(run.id)}`,
      "@type": "ControlAction",
      name: `Limen ran ${run.id}`,
      instrument: step,
      object: action,
    });
  });
  const started = runs.map(({ run }) => run.started).sort()[0] ?? "";
  const ended =
    runs
      .map(({ run }) => run.ended)
      .sort()
      .at(-1) ?? "";
  const whole = graph.add({
    "@id": "#run",
    "@type": "CreateAction",
    name: `Run of the pipeline ${results.pipeline}`,
    description:
      "From the first node's start to the last one's end. Nodes that were cached ran when their own action says.",
    instrument: workflow,
    agent,
    actionStatus: "http://schema.org/CompletedActionStatus",
    ...timesOf({ started, ended }, options),
    object: seed,
    result: made.map(({ file }) => file),
  });
  graph.link(root, "mentions", whole);
  graph.add({
    "@id": "#organise",
    "@type": "OrganizeAction",
    name: "Limen brought the pipeline up to date",
    instrument: engine,
    agent,
    object: controls,
    result: whole,
  });

  function addParameter(kind: "input" | "output", name: string, type: string, example: Reference): void {
    const parameter = graph.add(formalParameter(`#workflow/${kind}/${idPart(name)}`, name, type));
    graph.link(workflow, kind, parameter);
    graph.exemplify(example, parameter);
  }
}
