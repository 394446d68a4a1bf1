import { type Problem, suggestion } from "@limen/errors";
import type { Vocabulary } from "./choose-layout.ts";
import type { ForeignFile } from "./foreign-file.ts";
import type { ImportParams } from "./params.ts";

/** The column that holds the ratings of each class, in the order of the classes. */
export type RatingColumns = readonly string[];

/**
 * Finds the columns of ratings: by what was given, else those called by every class with the word rating before or after it, else,
 * in a file without answers of another kind, those called by the classes. Undefined where the file has none.
 */
export function ratingColumns(
  file: ForeignFile,
  given: ImportParams["columns"]["ratings"],
  classes: readonly string[],
  { classOf }: Pick<Vocabulary, "classOf">,
  hasResponse: boolean,
): { readonly columns: RatingColumns | undefined; readonly problems: Problem[] } {
  if (given !== undefined) return named(file, given, classes);
  const marked = ofClasses(file, classes, (column) => {
    const name = /^(?:ratings?[ _.-]+(.+)|(.+?)[ _.-]+ratings?)$/i.exec(column);
    return name ? classOf(name[1] ?? name[2]!) : undefined;
  });
  const columns = marked ?? (hasResponse ? undefined : ofClasses(file, classes, classOf));
  return { columns, problems: [] };
}

/** A column for every class, or none at all: a class that nobody was asked for has no rating. */
function ofClasses(
  { columns }: ForeignFile,
  classes: readonly string[],
  classOf: (column: string) => string | undefined,
): RatingColumns | undefined {
  const found = new Map<string, string>();
  for (const column of columns) {
    const name = classOf(column);
    if (name !== undefined && !found.has(name)) found.set(name, column);
  }
  return classes.every((name) => found.has(name)) ? classes.map((name) => found.get(name)!) : undefined;
}

function named(
  { file, columns }: ForeignFile,
  given: Readonly<Record<string, string>>,
  classes: readonly string[],
): { readonly columns: RatingColumns | undefined; readonly problems: Problem[] } {
  const report = (message: string, field: string, hint: string): Problem => ({
    message,
    place: { file, field },
    hint,
  });
  const problems = [
    ...Object.keys(given)
      .filter((name) => !classes.includes(name))
      .map((name) =>
        report(`"${name}" is no class of the stimuli`, "columns.ratings", suggestion(name, classes)),
      ),
    ...classes
      .filter((name) => given[name] === undefined)
      .map((name) =>
        report(`no column for the ratings of ${name}`, "columns.ratings", "name one for each class"),
      ),
    ...Object.entries(given)
      .filter(([, column]) => !columns.includes(column))
      .map(([name, column]) =>
        report(`there is no column "${column}"`, `columns.ratings.${name}`, suggestion(column, columns)),
      ),
  ];
  return { columns: problems.length > 0 ? undefined : classes.map((name) => given[name]!), problems };
}
