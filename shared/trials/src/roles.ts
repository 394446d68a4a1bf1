import type { ImportParams } from "./params.ts";

/** What a column of trials can hold. */
export type Role = keyof ImportParams["columns"];

export const ROLES: readonly Role[] = [
  "participant",
  "stimulus",
  "response",
  "rt",
  "trial",
  "block",
  "catch",
];

interface Usual {
  /** The most telling first; case, spaces and punctuation do not matter. */
  readonly names: readonly string[];
  /** Endings after a dot: PsychoPy names a column by the component that answered, as in `key_resp.keys`. */
  readonly endings: readonly string[];
}

/** Names that other people's files use. */
export const USUAL: Readonly<Record<Role, Usual>> = {
  participant: {
    names: [
      "participant_id",
      "subject_id",
      "prolific_pid",
      "participant",
      "subject",
      "worker_id",
      "worker",
      "annotator",
      "rater",
    ],
    endings: [],
  },
  stimulus: {
    names: ["stimulus_id", "image_id", "stimulus", "image", "image_file", "stim", "stim_file", "filename"],
    endings: [],
  },
  response: {
    names: ["response", "choice", "label", "answer"],
    endings: ["keys", "response", "clicked_name"],
  },
  rt: { names: ["rt_ms", "rt", "reaction_time", "response_time", "rt_s"], endings: ["rt"] },
  trial: { names: ["trial", "trial_index", "trial_number"], endings: [] },
  block: { names: ["block"], endings: [] },
  catch: { names: ["catch_class", "catch"], endings: [] },
};

/** Columns that could be it: those of the first usual name that there is, else those of a usual ending. */
export function usualColumns(role: Role, columns: readonly string[]): string[] {
  const { names, endings } = USUAL[role];
  for (const usual of names) {
    const named = columns.filter((column) => simplified(column) === simplified(usual));
    if (named.length > 0) return named;
  }
  return columns.filter((column) => endings.some((ending) => column.toLowerCase().endsWith(`.${ending}`)));
}

function simplified(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
