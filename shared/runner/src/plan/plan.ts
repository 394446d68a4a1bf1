import type { RunRecord } from "@limen/artifact";
import type { Change } from "../identity/explain-change.ts";
import type { RunIdentity } from "../identity/run-identity.ts";

/**
 * hit: its outputs are there and whole. run: it will run. waits: known only when what feeds it has run. lacks: data of
 * the user's that it reads are not there.
 */
export type PlanState = "hit" | "run" | "waits" | "lacks";

/** What is going to happen with one node instance, and why. */
export interface PlannedNode {
  readonly id: string;
  readonly node: string;
  readonly instance: string | null;
  readonly stage: string;
  readonly state: PlanState;
  /** Null while it waits or lacks data. */
  readonly key: string | null;
  /** Empty for a hit; else `never ran`, `params changed: steps 20 → 12`, `waits for faces`, `data not there: faces.csv`. */
  readonly reason: string;
  /** Every part of the key that differs from the node's last run, the first being the reason. */
  readonly changes: readonly Change[];
  readonly needs: readonly string[];
  readonly shards: number;
}

/** A plain object: what `plan --json` prints. */
export interface Plan {
  readonly pipeline: string;
  readonly file: string;
  readonly nodes: readonly PlannedNode[];
}

/** A plan with what execution needs besides. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly resolved: ReadonlyMap<string, ResolvedRun>;
}

/** An instance whose inputs are known. */
export interface ResolvedRun {
  readonly key: string;
  readonly identity: RunIdentity;
  /** Its record when it is a hit. */
  readonly record: RunRecord | undefined;
  /** Objects to move to quarantine before it runs. */
  readonly damaged: readonly string[];
}
