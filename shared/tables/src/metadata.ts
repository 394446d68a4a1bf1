import { UserError } from "@limen/errors";

/** The metadata key that holds the name of the table. */
export const TABLE_KEY = "limen.table";

/** The class names in the table's `classes` metadata (a JSON array of text). Throws a UserError. */
export function classesOf(metadata: Readonly<Record<string, string>>): string[] {
  const text = metadata.classes;
  const problem = (message: string): UserError =>
    new UserError({
      message,
      place: { field: "classes" },
      hint: 'for example classes = ["happiness", "sadness"]',
    });
  if (text === undefined) throw problem("the table's metadata has no classes");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw problem("the table's metadata classes is not JSON");
  }
  if (!Array.isArray(parsed) || parsed.length === 0 || !parsed.every((name) => typeof name === "string")) {
    throw problem("the table's metadata classes is not a list of names");
  }
  if (new Set(parsed).size !== parsed.length) throw problem("the table's metadata classes repeats a name");
  return parsed;
}
