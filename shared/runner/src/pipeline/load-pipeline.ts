import { type Problem, UserError } from "@limen/errors";
import { z } from "zod";
import { rules } from "../rules/index.ts";
import { type FoundStage, loadStage, stageNames } from "../stage-registry.ts";
import { describeIssues } from "./describe-issue.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { expand } from "./expand.ts";
import type { Pipeline } from "./pipeline.ts";
import { type NodeFile, nodeSchema, pipelineSchema } from "./pipeline-file.ts";
import { readPipelineSource } from "./pipeline-source.ts";
import { applySettings, type SettledSource } from "./settings.ts";

export interface LoadOptions {
  /** `--set` flags. */
  readonly settings?: readonly string[];
  readonly stagesFolder: string;
  readonly cwd?: string;
}

/**
 * Reads, checks and expands a pipeline file.
 * Throws one UserError with every problem of file and flags, in the order of the file.
 */
export async function loadPipeline(file: string, options: LoadOptions): Promise<Pipeline> {
  const { source, problems } = applySettings(readPipelineSource(file), options.settings ?? []);
  const draft = await readDraft(source, options, problems);
  for (const rule of draft === undefined ? [] : rules) problems.push(...rule(draft as Draft));
  if (problems.length > 0 || draft === undefined) throw new UserError(tidy(problems));
  return expand(draft);
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
  return { source, name, seed, nodeNames, nodes, stageNames: names, cwd };
}

/** Takes what is right in a head and stands in for the rest, whose faults are reported already. */
const looseHead = z.object({
  name: z.string().catch("pipeline"),
  seed: pipelineSchema.shape.seed.catch(1),
  nodes: pipelineSchema.shape.nodes,
});

function readNode(
  name: string,
  value: unknown,
  source: SettledSource,
  problems: Problem[],
): NodeFile | undefined {
  const result = nodeSchema.safeParse(value);
  if (result.success) return result.data;
  const pathOf = (path: readonly (string | number)[]) => ["nodes", name, ...path];
  problems.push(
    ...describeIssues(result.error.issues, { schema: nodeSchema, value, word: "key", source, pathOf }),
  );
  const withoutUnknown = nodeSchema.strip().safeParse(value);
  return withoutUnknown.success ? withoutUnknown.data : undefined;
}

const loaded = new Map<string, Promise<FoundStage>>();

function stageOnce(folder: string, name: string): Promise<FoundStage> {
  const id = `${folder}\0${name}`;
  const known = loaded.get(id) ?? loadStage(folder, name);
  loaded.set(id, known);
  return known;
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
