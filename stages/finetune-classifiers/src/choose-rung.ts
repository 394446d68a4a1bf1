import type { AlignedModel } from "./align-people.ts";
import { GROUP_FIT, type PersonFit } from "./fit-people.ts";

/** What the ladder chose for a person: the name of a rung, or "group". */
export interface RungChoice {
  readonly model: string;
  readonly fit: PersonFit;
}

/**
 * The ladder's choice: for each person the rung that gains most in the inner folds, which are the same trials for every rung; the
 * group model where none gains. It reads nothing but what the folds have told already, and costs no fit. As pulls are, the rung
 * is chosen by the folds of all people together, or (`pooling: "person"`) by each person's own.
 */
export function chooseRungs(rungs: readonly AlignedModel[]): (RungChoice | undefined)[] {
  const people = rungs[0]?.fits ?? [];
  return people.map((_, person) =>
    rungs.reduce<RungChoice | undefined>((best, { name, fits }) => {
      const fit = fits[person];
      if (fit === undefined) return undefined;
      const found = best ?? { model: "group", fit: GROUP_FIT };
      return fit.innerGain > found.fit.innerGain ? { model: name, fit } : found;
    }, undefined),
  );
}
