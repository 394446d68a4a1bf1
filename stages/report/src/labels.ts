import type { ReportData } from "./read.ts";

/** What a reader must know about the data behind a figure; drawn as badges beside its title. */
export type Label = "simulated observers" | "synthetic faces";

/** Labels of a figure; `rows` are those in which somebody answered, if somebody did. */
export function labelsOf(data: ReportData, rows: readonly { readonly source: string }[] = []): Label[] {
  const labels: Label[] = [];
  if (rows.some(isSimulated)) labels.push("simulated observers");
  if (data.faces?.rows.some((face) => face.source === "synthetic")) labels.push("synthetic faces");
  return labels;
}

/** The evaluation joins several sources with "and"; a mixture with any simulated answer counts as simulated. */
function isSimulated({ source }: { readonly source: string }): boolean {
  return source.split(" and ").includes("simulated");
}
