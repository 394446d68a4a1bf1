import { nearest, type Problem, suggestion } from "@limen/errors";
import type { ForeignFile } from "./foreign-file.ts";
import type { ImportParams } from "./params.ts";
import { ROLES, type Role, USUAL, usualColumns } from "./roles.ts";

/** The column of each role; absent for those that the file does not have. */
export type Columns = Readonly<Partial<Record<Role, string>>>;

/**
 * Finds columns by the given names, else by names that are usual. Of several usual endings (a component for practice, one
 * for the trials) the one that is filled most often is meant. Names that are given and missing become problems.
 */
export function chooseColumns(
  file: ForeignFile,
  given: ImportParams["columns"],
): { readonly columns: Columns; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const columns: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const name = given[role] ?? fullest(file, usualColumns(role, file.columns));
    if (name === undefined) continue;
    if (file.columns.includes(name)) columns[role] = name;
    else problems.push(missingNamed(file, role, name));
  }
  return { columns, problems };
}

function fullest(file: ForeignFile, names: readonly string[]): string | undefined {
  const filled = (name: string) => {
    const place = file.columns.indexOf(name);
    return file.rows.filter(({ cells }) => (cells[place] ?? "") !== "").length;
  };
  return names.length < 2 ? names[0] : names.toSorted((a, b) => filled(b) - filled(a))[0];
}

function missingNamed({ file, columns }: ForeignFile, role: Role, name: string): Problem {
  return {
    message: `there is no column "${name}"`,
    place: { file, field: `columns.${role}` },
    hint: suggestion(name, columns),
  };
}

/** Says that a file lacks a column that its layout needs. */
export function missingUsual({ file, columns }: ForeignFile, role: Role): Problem {
  const wanted = USUAL[role].names;
  const near = columns.find((name) => nearest(name, wanted) !== undefined);
  const guess = near === undefined ? "" : `did you mean "${near}"? `;
  return {
    message: `no column for the ${role}: the file has ${columns.join(", ")}; wanted one of ${wanted.join(", ")}`,
    place: { file },
    hint: `${guess}name it, e.g. columns: {${role}: ${near ?? columns[0]}}`,
  };
}
