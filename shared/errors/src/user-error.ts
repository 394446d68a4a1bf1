/** Where a problem is: a file with line and column, a table's row and column, or a parameter. All optional. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly row?: number;
  readonly field?: string;
}

/** One thing that the user can mend: what is wrong, where, and what would be right. */
export interface Problem {
  readonly message: string;
  readonly place?: Place;
  readonly hint?: string;
}

/** Exit status of a command that stopped because of the user's input. */
export const USER_ERROR_EXIT = 2;

/** A mistake of the user's: printed without a stack, every problem at once, exit status 2. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const list = isList(problems) ? problems : [problems];
    super(list.map(formatProblem).join("\n"));
    this.problems = list;
  }
}

/** Throws one UserError that names all problems, when there is any. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError(problems);
}

/** `file:line:column: message` and, on a line of its own, the hint. */
export function formatProblem(problem: Problem): string {
  const place = problem.place ? formatPlace(problem.place) : "";
  const hint = problem.hint ? `\n  → ${problem.hint}` : "";
  return `${place ? `${place}: ` : ""}${problem.message}${hint}`;
}

function formatPlace(place: Place): string {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
  const row = place.row === undefined ? undefined : `row ${place.row}`;
  return [position || undefined, row, place.field].filter((part) => part !== undefined).join(", ");
}

function isList(problems: Problem | readonly Problem[]): problems is readonly Problem[] {
  return Array.isArray(problems);
}
