import type { Answerers } from "./figure-block.ts";

/** Who answered, from the `source` column of rows; a mixture with any simulated answer counts as simulated. */
export function answerersOf(rows: readonly { readonly source: string }[] | undefined): Answerers {
  const sources = new Set(rows?.map((row) => row.source));
  if (sources.has("simulated")) return "simulated";
  if (sources.has("imported")) return "imported";
  return sources.has("collected") ? "collected" : null;
}
