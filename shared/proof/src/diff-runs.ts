import type { ArtifactStore, RunRecord, StoredOutput } from "@limen/artifact";
import { type Change, explainRecords, loadStage, type Session, stageNames } from "@limen/runner";
import type { ArtifactKind } from "@limen/stage";
import type { Difference } from "./differences.ts";
import type { RunSide } from "./find-run.ts";

export interface OutputDiff {
  readonly output: string;
  readonly before: StoredOutput | null;
  readonly after: StoredOutput | null;
  /** What the two say differently; null when they cannot be read side by side. */
  readonly differences: readonly Difference[] | null;
}

export interface NodeDiff {
  readonly node: string;
  /** Which side alone has it, if so: then nothing else is told. */
  readonly only: "before" | "after" | null;
  /** Parameters, inputs, code, engine, …: all that the key was made of and that differs. */
  readonly changes: readonly Change[];
  readonly outputs: readonly OutputDiff[];
}

/** What differs between two runs, or node by node between the results of two pipelines. Nodes that are equal are left out. */
export async function diffRuns(before: RunSide, after: RunSide, session: Session): Promise<NodeDiff[]> {
  if (before.single && after.single) {
    const [[, a] = [], [node = "", b] = []] = [[...before.runs][0], [...after.runs][0]];
    return a === undefined || b === undefined ? [] : unlessEmpty(await diffNode(node, a, b, session));
  }
  const nodes = [...new Set([...before.runs.keys(), ...after.runs.keys()])];
  const diffs: NodeDiff[] = [];
  for (const node of nodes) {
    const [a, b] = [before.runs.get(node), after.runs.get(node)];
    if (a === undefined || b === undefined) {
      diffs.push({ node, only: a === undefined ? "after" : "before", changes: [], outputs: [] });
    } else diffs.push(...unlessEmpty(await diffNode(node, a, b, session)));
  }
  return diffs;
}

function unlessEmpty(diff: NodeDiff): NodeDiff[] {
  return diff.changes.length === 0 && diff.outputs.length === 0 ? [] : [diff];
}

async function diffNode(
  node: string,
  before: RunRecord,
  after: RunRecord,
  session: Session,
): Promise<NodeDiff> {
  const changes = explainRecords(before, after, session);
  const outputs: OutputDiff[] = [];
  for (const output of new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])) {
    const [a, b] = [before.outputs[output] ?? null, after.outputs[output] ?? null];
    if (a?.digest === b?.digest) continue;
    const artifact = await artifactOf(after, output, session);
    outputs.push({ output, before: a, after: b, differences: await compare(a, b, artifact, session.store) });
  }
  return { node, only: null, changes, outputs };
}

async function artifactOf(
  { identity }: RunRecord,
  output: string,
  { workspace }: Session,
): Promise<ArtifactKind | undefined> {
  const { stage } = identity as { readonly stage: string };
  if (!stageNames(workspace.stages).includes(stage)) return undefined;
  const { declaration } = await loadStage(workspace.stages, stage);
  return declaration.outputs[output]?.artifact;
}

async function compare(
  before: StoredOutput | null,
  after: StoredOutput | null,
  artifact: ArtifactKind | undefined,
  { objects }: ArtifactStore,
): Promise<Difference[] | null> {
  if (before === null || after === null || artifact === undefined) return null;
  const checks = [objects.check(before.digest), objects.check(after.digest)];
  if (checks.some(({ state }) => state !== "good")) return null;
  const { compareArtifacts } = await import("./compare-artifacts.ts");
  return compareArtifacts(objects.path(before.digest), objects.path(after.digest), artifact);
}
