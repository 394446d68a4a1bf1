import type { Attempt } from "./attempt.ts";
import type { Judged } from "./judge-block.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";

/** The name of the sampler in the tables: some controls are drawn in one way whatever the parameter says. */
export function samplerName({ arm }: Attempt, { sampler }: SamplingParams): string {
  if (arm === "unguided") return "unguided";
  return arm === "off-manifold" ? "straight" : sampler;
}

/** The columns of an attempt's classes, and of what was aimed at. */
export function aimColumns({ attempt }: Judged, nets: Nets) {
  const { shares, budget } = attempt;
  const arm = attempt.like ?? attempt.arm;
  const names = shares.map(({ index }) => nets.classes[index]!);
  const aimed = arm !== "controversial" && arm !== "confident" && arm !== "unguided";
  return {
    class_a: names[0]!,
    class_b: names[1]!,
    further_classes: joined(names.slice(2)),
    level: aimed ? shares[0]!.share : null,
    budget: budget ?? null,
  };
}

/** The columns of the nets that guided an attempt. */
export function guideColumns({ attempt: { guides } }: Judged, nets: Nets) {
  const names = guides.map((guide) => nets.guides[guide]!.name);
  return {
    guide_1: names[0] ?? null,
    guide_2: names[1] ?? null,
    further_guides: joined(names.slice(2)),
  };
}

function joined(names: readonly string[]): string | null {
  return names.length > 0 ? names.join(",") : null;
}
