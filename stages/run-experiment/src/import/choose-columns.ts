import { nearest, type Problem, suggestion, throwIfAny } from "@limen/errors";
import type { Params } from "../params.ts";

type Role = keyof Params["columns"];

/** Names that other people's files use, the most telling first; case, spaces and punctuation do not matter. */
const KNOWN_NAMES: Readonly<Record<Role, readonly string[]>> = {
  participant: [
    "participant_id",
    "subject_id",
    "participant",
    "subject",
    "worker_id",
    "worker",
    "annotator",
    "rater",
  ],
  stimulus: ["stimulus_id", "image_id", "stimulus", "image", "filename"],
  response: ["response", "choice", "label", "answer"],
  rt: ["rt_ms", "rt", "reaction_time", "response_time", "rt_s"],
  trial: ["trial", "trial_index", "trial_number"],
  block: ["block"],
  catch: ["catch_class", "catch"],
};

const REQUIRED: readonly Role[] = ["participant", "stimulus", "response"];

/** Index of the column of each role; undefined for optional ones that the file does not have. */
export type ColumnIndex = Readonly<Record<"participant" | "stimulus" | "response", number>> &
  Readonly<Partial<Record<Role, number>>>;

/** Finds the columns by the given names, else by names that are usual. Throws a UserError that lists found and wanted. */
export function chooseColumns(file: string, found: readonly string[], given: Params["columns"]): ColumnIndex {
  const problems: Problem[] = [];
  const index: Partial<Record<Role, number>> = {};
  for (const role of Object.keys(KNOWN_NAMES) as Role[]) {
    const name = given[role] ?? usualName(role, found);
    if (name !== undefined && found.includes(name)) index[role] = found.indexOf(name);
    else if (name !== undefined) problems.push(missingNamed(file, role, name, found));
    else if (REQUIRED.includes(role)) problems.push(missingUsual(file, role, found));
  }
  throwIfAny(problems);
  return index as ColumnIndex;
}

function usualName(role: Role, found: readonly string[]): string | undefined {
  for (const usual of KNOWN_NAMES[role]) {
    const match = found.find((name) => simplified(name) === simplified(usual));
    if (match !== undefined) return match;
  }
  return undefined;
}

function simplified(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function missingNamed(file: string, role: Role, name: string, found: readonly string[]): Problem {
  return {
    message: `there is no column "${name}"`,
    place: { file, field: `columns.${role}` },
    hint: suggestion(name, found),
  };
}

function missingUsual(file: string, role: Role, found: readonly string[]): Problem {
  const wanted = KNOWN_NAMES[role];
  const near = found.find((name) => nearest(name, wanted) !== undefined);
  const guess = near === undefined ? "" : `did you mean "${near}"? `;
  return {
    message: `no column for the ${role}: the file has ${found.join(", ")}; wanted one of ${wanted.join(", ")}`,
    place: { file },
    hint: `${guess}name it, e.g. columns: {${role}: ${near ?? found[0]}}`,
  };
}
