import { UserError } from "@limen/errors";

/** Throws a UserError when a table of trials or choices is empty because faces were compared: no class was chosen then. */
export function refuseComparisons({ task }: Readonly<Record<string, string>>): void {
  if (task !== "comparison") return;
  throw new UserError({
    message: "the experiment compared faces, and a comparison study gives no choices to go by",
    hint: "take the scales of aggregate-responses; for nets and people, let the task be choice or rating",
  });
}
