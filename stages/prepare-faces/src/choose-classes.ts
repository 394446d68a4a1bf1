import { type Problem, suggestion, throwIfAny } from "@limen/errors";

/**
 * The classes of the table: those asked for, or all that the source has when none are. Throws a UserError for names
 * that the source does not have, repeated names, and fewer than two classes.
 */
export function chooseClasses(
  asked: readonly string[],
  found: readonly string[],
  file: string,
): readonly string[] {
  const place = { file, field: "classes" };
  const problems: Problem[] = asked
    .filter((name) => !found.includes(name))
    .map((name) => ({ message: `the data have no class "${name}"`, place, hint: suggestion(name, found) }));
  const repeated = asked.filter((name, i) => asked.indexOf(name) !== i);
  if (repeated.length > 0)
    problems.push({ message: `classes are named twice: ${repeated.join(", ")}`, place });
  const classes = asked.length > 0 ? asked : found;
  if (problems.length === 0 && classes.length < 2) {
    problems.push({
      message: `a classifier needs at least two classes; found ${classes.join(", ") || "none"}`,
      place,
      hint: "check that the parameter source fits the data",
    });
  }
  throwIfAny(problems);
  return classes;
}
