import type { PartPrint } from "./print-numbers.ts";
import { firstDifferent, type Reference, referenceOf } from "./reference.ts";

/** Where a part first computes something else than the reference. */
export type Difference =
  /** This op got the same as on the reference's machine, and gave something else. */
  | { readonly kind: "op"; readonly part: string; readonly op: string; readonly shapes: string }
  /** Every op gives the same, and what is made of them does not: a compiled graph, or JavaScript. */
  | { readonly kind: "results"; readonly part: string }
  /** The part runs other ops: it is not the machine, its code was changed since. */
  | { readonly kind: "code"; readonly part: string };

/** The first difference of each part that has one. */
export function compareNumbers(prints: readonly PartPrint[], reference: Reference): Difference[] {
  const found = referenceOf(prints).parts;
  return prints.flatMap(({ name: part, kernels }): Difference[] => {
    const here = found[part]!;
    const there = reference.parts[part];
    if (here.ops !== there?.ops) return [{ kind: "code", part }];
    const at = firstDifferent(here, there);
    if (at !== undefined) return [{ kind: "op", part, op: kernels[at]!.op, shapes: kernels[at]!.shapes }];
    return here.results === there.results ? [] : [{ kind: "results", part }];
  });
}

/** In a sentence. */
export function describeDifference(difference: Difference): string {
  const { kind, part } = difference;
  switch (kind) {
    case "op":
      return `${part}: ${difference.op} of ${difference.shapes} gives other bytes`;
    case "results":
      return part === "javascript"
        ? "javascript: a function of Math gives other bytes"
        : `${part}: every op gives the same bytes, but the compiled graph of them does not`;
    case "code":
      return `${part}: runs other ops than the reference has, so its code was changed since`;
  }
}
