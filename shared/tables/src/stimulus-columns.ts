import type { Row } from "./spec.ts";
import type { stimuliTable } from "./specs/index.ts";

type Stimulus = Row<typeof stimuliTable>;

/** All classes between which a stimulus was to lie, the pair first. */
export function stimulusClasses(row: Pick<Stimulus, "class_a" | "class_b" | "further_classes">): string[] {
  return [row.class_a, row.class_b, ...namesIn(row.further_classes)];
}

/** All nets that guided a stimulus, in order; for controls, those of the stimulus they are matched to. */
export function stimulusGuides(row: Pick<Stimulus, "guide_1" | "guide_2" | "further_guides">): string[] {
  return [row.guide_1, row.guide_2, ...namesIn(row.further_guides)].filter((name) => name !== null);
}

/** The real faces among these stimuli, and those that stimuli started from: what people were shown, as it is or moved. */
export function shownFaces(rows: readonly Pick<Stimulus, "face_id" | "anchor_id">[]): Set<string> {
  return new Set(rows.flatMap((row) => [row.face_id, row.anchor_id].filter((id) => id !== null)));
}

/** How tables call a guide that is a net as one person sees: no name of a net holds the sign between. */
export function personGuideName(net: string, participant: string): string {
  return `${net}@${participant}`;
}

/** The net behind a guide, which may be a person's model. */
export function netOfGuide(guide: string): string {
  return guide.split("@", 1)[0]!;
}

function namesIn(joined: string | null): string[] {
  return joined?.split(",") ?? [];
}
