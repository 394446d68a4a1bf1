import { nearest, type Problem, suggestion } from "@limen/errors";
import type { ForeignFile } from "./foreign-file.ts";
import type { ImportParams } from "./params.ts";
import { ROLES, type Role, timeBeside, USUAL, usualColumns } from "./roles.ts";

/** The column of each role; absent for those that the file does not have. */
export type Columns = Readonly<Partial<Record<Role, string>>>;

/**
 * Finds columns by the given names, else by names that are usual. Names that are given and missing become problems, and so
 * do several components of which any could have given the answer.
 */
export function chooseColumns(
  file: ForeignFile,
  given: ImportParams["columns"],
): { readonly columns: Columns; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const columns: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const found = usualColumns(role, file.columns);
    if (given[role] === undefined && found.length > 1) problems.push(severalUsual(file, role, found));
    const name = given[role] ?? found[0];
    if (name === undefined) continue;
    if (file.columns.includes(name)) columns[role] = name;
    else problems.push(missingNamed(file, role, name));
  }
  const rt = columns.response === undefined ? undefined : timeBeside(columns.response, file.columns);
  return { columns: rt === undefined ? columns : { rt, ...columns }, problems };
}

function severalUsual({ file }: ForeignFile, role: Role, found: readonly string[]): Problem {
  return {
    message: `several columns could hold the ${role}: ${found.join(", ")}`,
    place: { file },
    hint: `name the one that is meant: columns: {${role}: ${found[0]}}`,
  };
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
  const wanted = USUAL[role].filter((name) => !name.startsWith("."));
  const near = columns.find((name) => nearest(name, wanted) !== undefined);
  const guess = near === undefined ? "" : `did you mean "${near}"? `;
  return {
    message: `no column for the ${role}: the file has ${columns.filter((name) => name !== "").join(", ") || "none"}; wanted one of ${wanted.join(", ")}`,
    place: { file },
    hint: `${guess}name it, e.g. columns: {${role}: ${near ?? columns[0] ?? wanted[0]}}`,
  };
}
