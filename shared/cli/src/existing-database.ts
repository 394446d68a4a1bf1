import { existsSync } from "node:fs";
import { UserError } from "@limen/errors";

/** Where a study's answers are: a file that is there, or a PostgreSQL address. */
export function existingDatabase(where: string): string {
  if (/^postgres(ql)?:\/\//.test(where) || existsSync(where)) return where;
  throw new UserError({
    message: "there is no such database",
    place: { file: where },
    hint: "name the one that limen collect printed as answers",
  });
}
