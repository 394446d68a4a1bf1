import type { Citation } from "../citation.ts";
import { answerersOf, type Results } from "../results.ts";
import type { Terms } from "../terms.ts";
import { describeRun } from "./describe-run.ts";
import { describeStages } from "./describe-stages.ts";
import { describeWorkflow } from "./describe-workflow.ts";
import { fileId, Graph, type Reference, ref } from "./graph.ts";

/** A file of the crate beside its metadata: text of ours, or a copy. */
export interface CrateFile {
  readonly path: string;
  readonly content: { readonly text: string } | { readonly copyOf: string };
}

export interface Crate {
  /** The text of ro-crate-metadata.json. */
  readonly metadata: string;
  readonly files: readonly CrateFile[];
}

export interface CrateOptions {
  /** Whether artifacts go along; else they are told by their digests alone. */
  readonly data: boolean;
  /** Whether it is told when each node ran; without, equal results make equal crates on every machine. */
  readonly times: boolean;
}

/** What the describing functions share. */
export interface Draft {
  readonly graph: Graph;
  readonly root: Reference;
  readonly agent: Reference;
  readonly results: Results;
  readonly citation: Citation;
  readonly terms: Terms;
  readonly options: CrateOptions;
  /** Adds a file to the crate, and its bytes to what is written. */
  readonly addFile: (file: CrateFile, described: Readonly<Record<string, string | Reference>>) => Reference;
  /** Artifacts by the output that made them. */
  readonly artifacts: Map<string, Reference>;
}

/** RO-Crate is at 1.2, but the Workflow Run profiles build on 1.1. */
const CRATE = "https://w3id.org/ro/crate/1.1";
const WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
const PROFILES: readonly (readonly [id: string, name: string, version: string])[] = [
  ["https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"],
  ["https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"],
  ["https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"],
  [WORKFLOW_CRATE, "Workflow RO-Crate", "1.0"],
];

/** Workflow Run RO-Crate of a pipeline's results: process, workflow and provenance profile. Equal arguments, equal text. */
export function makeCrate(results: Results, terms: Terms, citation: Citation, options: CrateOptions): Crate {
  const graph = new Graph();
  const files: CrateFile[] = [];
  graph.add({
    "@id": "ro-crate-metadata.json",
    "@type": "CreativeWork",
    about: ref("./"),
    conformsTo: [ref(CRATE), ref(WORKFLOW_CRATE)],
  });
  const license = ref(`https://spdx.org/licenses/${terms.license}`);
  const agent = ref("#author");
  const root = graph.add({
    "@id": "./",
    "@type": "Dataset",
    name: `Results of the Limen pipeline ${results.pipeline}`,
    description: describeRoot(results, options),
    datePublished: terms.date,
    license,
    author: agent,
    publisher: agent,
    conformsTo: PROFILES.map(([id]) => ref(id)),
  });
  graph.add({
    "@id": agent["@id"],
    "@type": "Organization",
    name: terms.author,
    ...(terms.url ? { url: terms.url } : {}),
  });
  graph.add({
    "@id": license["@id"],
    "@type": "CreativeWork",
    name: terms.license,
    identifier: terms.license,
  });
  for (const [id, name, version] of PROFILES)
    graph.add({ "@id": id, "@type": "CreativeWork", name, version });

  const draft: Draft = {
    graph,
    root,
    agent,
    results,
    citation,
    terms,
    options,
    artifacts: new Map(),
    addFile: (file, described) => {
      files.push(file);
      const entity = graph.add({ "@id": fileId(file.path), "@type": "File", ...described });
      graph.link(root, "hasPart", entity);
      return entity;
    },
  };
  const tools = describeStages(draft);
  const runs = results.runs.map((run) => describeRun(run, draft, tools));
  describeWorkflow(runs, draft, tools);
  const context = [`${CRATE}/context`, "https://w3id.org/ro/terms/workflow-run/context"];
  const document = { "@context": context, "@graph": graph.entities() };
  return { metadata: `${JSON.stringify(document, null, 2)}\n`, files };
}

function describeRoot(results: Results, { data }: CrateOptions): string {
  const simulated = answerersOf(results).filter((one) => one.simulated);
  const parts = [
    `What every node of the pipeline ${results.pipeline} made, from which inputs and parameters, by which code.`,
    data ? "" : "Artifacts are named by their SHA-256 and are not included.",
    simulated.length === 0
      ? ""
      : `The participants of ${simulated.map(({ id }) => id).join(", ")} are simulated.`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}
