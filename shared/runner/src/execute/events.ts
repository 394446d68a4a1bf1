import type { StoredOutput } from "@limen/artifact";
import type { Problem } from "@limen/errors";
import type { Plan } from "../plan/plan.ts";

/** Everything that happens while a pipeline runs. Renderers and `--json` come after; none can change a result. */
export type RunEvent =
  | { readonly type: "plan"; readonly plan: Plan }
  | { readonly type: "hit"; readonly node: string; readonly key: string }
  | { readonly type: "wait"; readonly node: string; readonly message: string }
  | { readonly type: "start"; readonly node: string; readonly key: string; readonly reason: string }
  | {
      readonly type: "progress";
      readonly node: string;
      readonly done: number;
      readonly total: number;
      readonly unit: string;
    }
  | { readonly type: "log"; readonly node: string; readonly message: string }
  | {
      readonly type: "measure";
      readonly node: string;
      readonly name: string;
      readonly value: number;
      readonly unit: string;
    }
  | {
      readonly type: "finish";
      readonly node: string;
      readonly key: string;
      readonly seconds: number;
      readonly peakBytes: number;
      readonly outputs: Readonly<Record<string, StoredOutput>>;
    }
  | { readonly type: "fail"; readonly node: string; readonly failure: Failure }
  | { readonly type: "cancel"; readonly node: string; readonly because: string };

/** Why a node failed: the user's mistake, or ours. */
export type Failure =
  | { readonly kind: "user"; readonly problems: readonly Problem[] }
  | { readonly kind: "internal"; readonly message: string; readonly cause?: unknown };

/** What became of one instance. */
export type Outcome =
  | {
      readonly state: "hit" | "ran";
      readonly key: string;
      readonly seconds: number;
      readonly peakBytes: number;
      readonly outputs: Readonly<Record<string, StoredOutput>>;
    }
  | { readonly state: "failed"; readonly failure: Failure }
  | { readonly state: "cancelled"; readonly because: string };
