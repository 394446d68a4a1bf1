import { type NodeInstance, type Pipeline, upstreamOf } from "@limen/runner";

export interface SnakefileOptions {
  /** From the Snakefile's folder to the command's file and to the pipeline's. */
  readonly limen: string;
  readonly pipeline: string;
  /** `--set` and `--fast` as they were given. */
  readonly flags: readonly string[];
}

/**
 * A Snakefile with a rule for every node instance. Its files are markers, which name the run's key and digests; the
 * results go to the store as ever. Equal pipelines, equal text.
 */
export function snakefileText(
  pipeline: Pipeline,
  { limen, pipeline: file, flags }: SnakefileOptions,
): string {
  const names = ruleNames(pipeline.instances);
  return `# Written by limen export snakemake. It runs the nodes of ${pipeline.name} by Snakemake's rules, with the keys and
# artifacts of limen run:
#   snakemake -c2
#   snakemake -j100 --executor slurm      (snakemake-executor-plugin-slurm; others for Kubernetes and cloud batch)
# All machines must share the artifact store (LIMEN_ARTIFACTS). The files below ${markerFolder(pipeline)} are markers: which
# run each node stands for. Whether a node runs is decided by its recipe, a digest of its code, parameters, seed and data
# and of the recipes that feed it; one whose inputs came out with the same bytes ends at once.
import json
import os
import shlex
import subprocess

LIMEN = config.get("limen", "node " + shlex.quote(os.path.join(workflow.basedir, ${python(limen)})))
PIPELINE = shlex.join([os.path.join(workflow.basedir, ${python(file)})${flags.map((flag) => `, ${python(flag)}`).join("")}])
RECIPES = json.loads(subprocess.check_output(f"{LIMEN} recipes {PIPELINE}", shell=True))
NODES = [
${pipeline.instances.map(({ id }) => `    ${python(id)},`).join("\n")}
]
if sorted(RECIPES) != sorted(NODES):
    raise SystemExit("the pipeline has other nodes than this Snakefile: give limen export snakemake again")


localrules: all


rule all:
    input:
${pipeline.instances.map((instance) => `        ${python(marker(pipeline, instance))},`).join("\n")}

${pipeline.instances.map((instance) => rules(pipeline, instance, names)).join("\n\n")}
`;
}

function rules(pipeline: Pipeline, instance: NodeInstance, names: ReadonlyMap<string, string>): string {
  const name = names.get(instance.id) ?? "";
  const above = pipeline.instances.filter(({ id }) => upstreamOf(instance).includes(id));
  const inputs = above.map((one) => python(marker(pipeline, one)));
  const output = marker(pipeline, instance);
  const { id, shards } = instance;
  if (shards === 1) return rule(name, instance, { inputs, output: python(output), more: "" });
  const shardOf = output.replace(/\.json$/, `.shard-{shard}-of-${shards}`);
  // Snakemake fills in the wildcard, and counts from 1 as run-node does.
  const shard = rule(`${name}__shard`, instance, {
    inputs,
    output: `touch(${python(shardOf)})`,
    more: ` --shard {wildcards.shard}/${shards}`,
    wildcards: true,
  });
  const all = `expand(${python(shardOf)}, shard=range(1, ${shards + 1}))`;
  return `# The blocks of ${id} in ${shards} shares; then who writes its outputs.\n${shard}\n\n${rule(
    name,
    instance,
    {
      inputs: [...inputs, all],
      output: python(output),
      more: "",
    },
  )}`;
}

interface RuleParts {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly more: string;
  readonly wildcards?: boolean;
}

function rule(name: string, instance: NodeInstance, { inputs, output, more, wildcards }: RuleParts): string {
  const { id, resources } = instance;
  const marking = more === "" ? " --marker {output:q}" : "";
  const lines = [
    `rule ${name}:`,
    ...(inputs.length === 0 ? [] : ["    input:", ...inputs.map((input) => `        ${input},`)]),
    "    output:",
    `        ${output},`,
    ...(wildcards ? ["    wildcard_constraints:", '        shard=r"\\d+",'] : []),
    "    params:",
    `        recipe=RECIPES[${python(id)}],`,
    `    threads: ${resources.cpus ?? 1}`,
    ...resourceLines(instance),
    "    shell:",
    `        "{LIMEN} run-node {PIPELINE} '${id}' --recipe {params.recipe}${more}${marking}"`,
  ];
  return lines.join("\n");
}

/** Snakemake's own names of resources, and those of its plugin for SLURM. */
function resourceLines({ resources }: NodeInstance): string[] {
  const { mebibytes, minutes, gpus, partition, options } = resources;
  const lines = [
    ...(mebibytes === undefined ? [] : [`        mem_mb=${mebibytes},`]),
    ...(minutes === undefined ? [] : [`        runtime=${minutes},`]),
    ...(gpus === undefined ? [] : [`        gpu=${gpus},`]),
    ...(partition === undefined ? [] : [`        slurm_partition=${python(partition)},`]),
    ...(options.length === 0 ? [] : [`        slurm_extra=${python(options.map(quoted).join(" "))},`]),
  ];
  return lines.length === 0 ? [] : ["    resources:", ...lines];
}

/** A flag as a shell reads it back. */
function quoted(flag: string): string {
  return `'${flag.replaceAll("'", "'\\''")}'`;
}

function markerFolder({ name }: Pipeline): string {
  return `limen-${name}`;
}

function marker(pipeline: Pipeline, { node, instance }: NodeInstance): string {
  return `${markerFolder(pipeline)}/${node}${instance === null ? "" : `/${instance}`}.json`;
}

/** Names that Python takes, each once: `classifiers__vgg_s`. */
function ruleNames(instances: readonly NodeInstance[]): ReadonlyMap<string, string> {
  const taken = new Set(["all"]);
  return new Map(
    instances.map(({ id, node, instance }) => {
      const plain = `node_${node}${instance === null ? "" : `__${instance}`}`.replace(/\W/g, "_");
      let name = plain;
      for (let count = 2; taken.has(name) || taken.has(`${name}__shard`); count++) name = `${plain}_${count}`;
      taken.add(name).add(`${name}__shard`);
      return [id, name];
    }),
  );
}

/** A text as Python writes it. */
function python(text: string): string {
  // JSON's escapes are Python's.
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
