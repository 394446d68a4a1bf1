import type { ImportParams } from "./params.ts";

/** What a column of trials can hold. */
export type Role = Exclude<keyof ImportParams["columns"], "ratings">;

export const ROLES: readonly Role[] = [
  "participant",
  "stimulus",
  "response",
  "rt",
  "trial",
  "block",
  "catch",
  "confidence",
  "intensity",
  "source",
  "selection",
];

/**
 * Names that other people's files use, the most telling first; case, spaces and punctuation do not matter. One that begins
 * with a dot is an ending: PsychoPy names a column by the component that answered, as in `key_resp.keys`. `label` and
 * `answer` come last: next to an answer they often hold what would have been right.
 */
export const USUAL: Readonly<Record<Role, readonly string[]>> = {
  participant: [
    "participant_id",
    "subject_id",
    "prolific_pid",
    "participant",
    "participant_nr",
    "subject",
    "subject_nr",
    "subj",
    "worker_id",
    "worker",
    "user_id",
    "annotator",
    "rater",
    "response_id",
    "pid",
  ],
  stimulus: ["stimulus_id", "image_id", "stimulus", "image", "image_file", "stim", "stim_file", "filename"],
  response: [
    "response",
    "choice",
    "button_pressed",
    "key_press",
    ".keys",
    ".clicked_name",
    ".response",
    "label",
    "answer",
  ],
  rt: ["rt_ms", "rt", "reaction_time", "response_time", "rt_s"],
  trial: ["trial", "trial_index", "trial_number"],
  block: ["block"],
  catch: ["catch_class", "catch"],
  confidence: ["confidence", "confidence_rating", "certainty", "how_sure"],
  intensity: ["intensity", "intensity_rating", "strength"],
  source: ["source"],
  selection: ["selection"],
};

/** Columns of the first usual name that there is: several only of an ending. */
export function usualColumns(role: Role, columns: readonly string[]): string[] {
  for (const usual of USUAL[role]) {
    const named = columns.filter((column) =>
      usual.startsWith(".") ? column.toLowerCase().endsWith(usual) : simplified(column) === simplified(usual),
    );
    if (named.length > 0) return named;
  }
  return [];
}

/** Whether PsychoPy would call the answer of some component so. */
export function isAnswerOfComponent(column: string): boolean {
  return /.\.(?:keys|clicked_name|response)$/i.test(column);
}

/** The time of the component that gave the answer: `key_resp.rt` for `key_resp.keys`. */
export function timeBeside(response: string, columns: readonly string[]): string | undefined {
  const component = /^(.+)\.(?:keys|clicked_name|response)$/i.exec(response)?.[1];
  return component === undefined
    ? undefined
    : columns.find((name) => name.toLowerCase() === `${component}.rt`.toLowerCase());
}

function simplified(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
