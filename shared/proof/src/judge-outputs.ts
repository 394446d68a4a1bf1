import { openStore, type RunRecord, type StoredOutput } from "@limen/artifact";
import type { NodeInstance, Session } from "@limen/runner";
import type { Difference } from "./differences.ts";
import type { Lock } from "./lock-file.ts";

/**
 * identical: the same bytes. same: other bytes that say the same, as another version of a writer makes. within: numbers
 * differ by no more than the tolerance. not comparable: other bytes, and the claimed artifact is not here to say how far.
 * different: all else.
 */
export type Verdict = "identical" | "same" | "within" | "different" | "not comparable";

export interface ChallengedOutput {
  readonly output: string;
  readonly verdict: Verdict;
  readonly claimed: string;
  /** Null when the node has no such output any more. */
  readonly recomputed: string | null;
  /** Empty when identical, or when the claimed artifact is not there to compare with. */
  readonly differences: readonly Difference[];
  readonly note?: string;
}

export interface Judging {
  /** Where the claimed artifacts are. */
  readonly session: Session;
  /** Where the node was computed anew. */
  readonly clean: Session;
  readonly tolerance: number;
  readonly lock?: Lock;
}

/** Each output of a node beside what is claimed of it: by the lock file, and where that says nothing by the run record. */
export async function judgeOutputs(
  instance: NodeInstance,
  record: RunRecord,
  recomputed: Readonly<Record<string, StoredOutput>>,
  judging: Judging,
): Promise<ChallengedOutput[]> {
  const locked = judging.lock?.nodes[instance.id]?.outputs ?? {};
  const names = new Set([...Object.keys(locked), ...Object.keys(record.outputs), ...Object.keys(recomputed)]);
  const judged: ChallengedOutput[] = [];
  for (const output of names) {
    const claimed = locked[output]?.sha256 ?? record.outputs[output]?.digest;
    const now = recomputed[output]?.digest ?? null;
    judged.push(await judgeOutput(instance, output, claimed, now, judging));
  }
  return judged;
}

async function judgeOutput(
  instance: NodeInstance,
  output: string,
  claimed: string | undefined,
  recomputed: string | null,
  { session, clean, tolerance }: Judging,
): Promise<ChallengedOutput> {
  const base = { output, claimed: claimed ?? "", recomputed, differences: [] };
  if (claimed !== undefined && claimed === recomputed) return { ...base, verdict: "identical" };
  const artifact = instance.stage.declaration.outputs[output]?.artifact;
  if (claimed === undefined || recomputed === null || artifact === undefined) {
    const note =
      claimed === undefined ? "the claim has no such output" : "the node has no such output any more";
    return { ...base, verdict: "different", note };
  }
  const { state } = session.store.objects.check(claimed);
  if (state !== "good") {
    const note = `other bytes, and the claimed artifact is ${state === "missing" ? "not here" : "damaged here"}: how far apart they are cannot be said`;
    return { ...base, verdict: "not comparable", note };
  }
  const { path } = openStore(clean.store.layout.root).objects.check(recomputed);
  const { compareArtifacts } = await import("./compare-artifacts.ts");
  const differences = await compareArtifacts(session.store.objects.path(claimed), path, artifact);
  const far = Math.max(0, ...differences.map(({ distance }) => distance));
  const verdict = differences.length === 0 ? "same" : far <= tolerance ? "within" : "different";
  return { ...base, verdict, differences };
}
