import type { Json, RunRecord } from "@limen/artifact";

/** The engine that a run computed with, as its identity says; null for one that used none. */
export function engineOf({ identity }: RunRecord): Json {
  return (identity as { readonly engine?: Json }).engine ?? null;
}
