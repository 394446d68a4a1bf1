import { type Problem, suggestion, UserError } from "@limen/errors";
import { netOfGuide } from "@limen/tables";

interface StimulusNets {
  readonly guide_1: string | null;
  readonly guide_2: string | null;
  readonly held_out: string;
}

/**
 * Observers must see by a net that had no part in making the stimuli: else what is found about nets and people would be
 * put in by hand. Throws a UserError also when the classes differ.
 */
export function checkPercept(
  percept: { readonly net: string; readonly classes: readonly string[] },
  stimuli: readonly StimulusNets[],
  classes: readonly string[],
): void {
  const used = new Set(
    stimuli
      .flatMap((s) => [s.guide_1, s.guide_2, s.held_out])
      .filter((net) => net !== null)
      .map(netOfGuide),
  );
  const problems: Problem[] = [];
  if (used.has(percept.net)) {
    problems.push({
      message: `the observers' net "${percept.net}" took part in making the stimuli`,
      place: { field: "inputs.percept" },
      hint: `give a net that is none of ${[...used].sort().join(", ")}`,
    });
  }
  if (percept.classes.join() !== classes.join()) {
    const stranger = percept.classes.find((name) => !classes.includes(name));
    problems.push({
      message: `the observers' net knows the classes ${percept.classes.join(", ")}, the stimuli have ${classes.join(", ")}`,
      place: { field: "inputs.percept" },
      hint: stranger === undefined ? "the order must be the same too" : suggestion(stranger, classes),
    });
  }
  if (problems.length > 0) throw new UserError(problems);
}
