import { type Problem, UserError } from "@limen/errors";
import { z } from "zod";
import { checkExternals } from "../rules/check-externals.ts";
import { rules } from "../rules/index.ts";
import { type FoundStage, loadStage, stageNames } from "../stage-registry.ts";
import { describeIssues } from "./describe-issue.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { expand } from "./expand.ts";
import { foresee } from "./foresee.ts";
import type { Pipeline } from "./pipeline.ts";
import { pipelineSchema } from "./pipeline-file.ts";
import { readPipelineSource } from "./pipeline-source.ts";
import { readNode } from "./read-node.ts";
import { applySettings, type SettledSource } from "./settings.ts";

export interface LoadOptions {
  /** `--set` flags. */
  readonly settings?: readonly string[];
  readonly stagesFolder: string;
  readonly cwd?: string;
  /** Whether the user's files and folders that parameters name must be there: only a run reads them. */
  readonly missingData?: "refuse" | "allow";
}

/**
 * Reads, checks and expands a pipeline file.
 * Throws one UserError with every problem of file and flags, in the order of the file.
 */
export async function loadPipeline(file: string, options: LoadOptions): Promise<Pipeline> {
  const { source, problems } = applySettings(readPipelineSource(file), options.settings ?? []);
  const draft = await readDraft(source, options, problems);
  const obeyed = options.missingData === "allow" ? rules.filter((rule) => rule !== checkExternals) : rules;
  for (const rule of draft === undefined ? [] : obeyed) problems.push(...rule(draft as Draft));
  if (problems.length > 0 || draft === undefined) throw new UserError(tidy(problems));
  const pipeline = expand(draft);
  const foreseen = foresee(pipeline, draft);
  if (foreseen.length > 0) throw new UserError(tidy(foreseen));
  return pipeline;
}

/** The file's head and nodes; those of the wrong shape are reported and left out. */
async function readDraft(
  source: SettledSource,
  { stagesFolder, cwd = process.cwd() }: LoadOptions,
  problems: Problem[],
): Promise<Draft | undefined> {
  const word = "key";
  const head = pipelineSchema.safeParse(source.value);
  if (!head.success) {
    const context = { schema: pipelineSchema, value: source.value, word, source, pathOf: same } as const;
    problems.push(...describeIssues(head.error.issues, context));
  }
  // Nodes are checked even when the head is wrong, so that one try shows all.
  const loose = looseHead.safeParse(source.value);
  if (!loose.success) return undefined;
  const nodeNames = Object.keys(loose.data.nodes);
  if (nodeNames.length === 0)
    problems.push({ message: "the pipeline has no nodes", place: source.locate(["nodes"], "key") });
  const names = stageNames(stagesFolder);
  const nodes = new Map<string, DraftNode>();
  for (const [name, value] of Object.entries(loose.data.nodes)) {
    const body = readNode(name, value, source, problems);
    if (body === undefined) continue;
    const stage = names.includes(body.uses) ? await stageOnce(stagesFolder, body.uses) : undefined;
    nodes.set(name, { name, body, stage });
  }
  const { name, seed } = loose.data;
  const sharded = [...nodes.values()].some(({ body }) => (body.shards ?? 1) > 1);
  const shardable = sharded ? await shardableStages(stagesFolder, names) : [];
  return { source, name, seed, nodeNames, nodes, stageNames: names, shardable, cwd };
}

/** Takes what is right in a head and stands in for the rest, whose faults are reported already. */
const looseHead = z.object({
  name: z.string().catch("pipeline"),
  seed: pipelineSchema.shape.seed.catch(1),
  nodes: pipelineSchema.shape.nodes,
});

const loaded = new Map<string, Promise<FoundStage>>();

function stageOnce(folder: string, name: string): Promise<FoundStage> {
  const id = `${folder}\0${name}`;
  const known = loaded.get(id) ?? loadStage(folder, name);
  loaded.set(id, known);
  return known;
}

async function shardableStages(folder: string, names: readonly string[]): Promise<string[]> {
  const stages = await Promise.all(names.map((name) => stageOnce(folder, name)));
  return stages.flatMap(({ declaration }) => (declaration.shardable === true ? [declaration.name] : []));
}

/** Instances of a foreach node repeat their node's problems: each is said once, in the order of the file. */
function tidy(problems: readonly Problem[]): Problem[] {
  const unique = new Map(
    problems.map((problem) => [JSON.stringify([problem.message, problem.place]), problem]),
  );
  const position = ({ place }: Problem) => (place?.line ?? 0) * 10_000 + (place?.column ?? 0);
  return [...unique.values()].sort((a, b) => position(a) - position(b));
}

function same<T>(value: T): T {
  return value;
}
