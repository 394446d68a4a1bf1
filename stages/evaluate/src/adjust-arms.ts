import { clusteredRegression, linearContrast } from "@limen/stats";
import { BOUNDARY_ARMS, CONTROL_ARMS, stimulusClasses } from "@limen/tables";
import { type Contrast, NO_INTERVAL, sourceOf } from "./claim.ts";
import type { Evidence } from "./read-inputs.ts";

/**
 * C3 with covariates: human entropy on arm, classes of the boundary, validity and luminance, by least squares with
 * errors clustered by boundary stimulus and its controls. Unlike the matched pairs it uses all answered stimuli, and what
 * an arm is brighter or more face-like by is taken out.
 */
export function adjustArms(evidence: Evidence, luminance: ReadonlyMap<string, number>): Contrast[] {
  const entropies = new Map(evidence.choices.rows.map((row) => [row.stimulus_id, row.entropy]));
  const rows = evidence.stimuli.rows.filter(
    (row) => entropies.has(row.stimulus_id) && luminance.has(row.stimulus_id),
  );
  const arms = present(rows.map((row) => row.arm));
  const classesOf = (row: (typeof rows)[number]) => stimulusClasses(row).join(" / ");
  const pairs = present(rows.map(classesOf));
  // The first arm and the first classes are the reference; columns that do not vary would say what the constant says.
  const covariates = [
    standardised(rows.map((row) => row.validity)),
    standardised(rows.map((row) => luminance.get(row.stimulus_id)!)),
  ].filter((column) => column !== null);
  const table = rows.map((row, i) => [
    1,
    ...arms.slice(1).map((arm) => Number(row.arm === arm)),
    ...pairs.slice(1).map((pair) => Number(classesOf(row) === pair)),
    ...covariates.map((column) => column[i]!),
  ]);
  const fit = clusteredRegression(
    table,
    rows.map((row) => entropies.get(row.stimulus_id)!),
    rows.map((row) => row.match_id ?? row.stimulus_id),
  );
  const weightOf = (arm: string) => {
    const place = arms.indexOf(arm);
    return (column: number) => Number(place > 0 && column === place);
  };
  return BOUNDARY_ARMS.filter((arm) => arms.includes(arm)).flatMap((boundary) =>
    CONTROL_ARMS.filter((arm) => arms.includes(arm)).map((control): Contrast => {
      const [plus, minus] = [weightOf(boundary), weightOf(control)];
      const weights = (table[0] ?? []).map((_, column) => plus(column) - minus(column));
      const found = fit ? linearContrast(fit, weights) : null;
      return {
        claim: "C3",
        contrast: `human entropy, adjusted for classes, validity and luminance: ${boundary} − ${control}`,
        net: null,
        interval: found ?? NO_INTERVAL,
        nullValue: 0,
        unit: "bits",
        n: rows.length,
        nUnit: "stimuli",
        test: fit
          ? `least squares; t with errors clustered over ${fit.clusters} boundary stimuli and their controls`
          : "not tested: too few answered stimuli for the covariates, or covariates that tell the arms apart",
        pValue: found?.pGreater ?? null,
        ceiling: null,
        seed: "none: nothing is drawn",
        digest: evidence.choices.digest,
        source: sourceOf(evidence.choices.rows),
      };
    }),
  );
}

function present(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** Mean 0 and standard deviation 1; null where nothing varies. */
function standardised(values: readonly number[]): number[] | null {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  return deviation > 1e-9 ? values.map((value) => (value - mean) / deviation) : null;
}
