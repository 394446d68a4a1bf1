import { type Problem, suggestion, throwIfAny, UserError } from "@limen/errors";
import type { ImportParams } from "./params.ts";

const NO_ANSWER = new Set(["", "na", "nan", "null", "none", "timeout"]);

/** Whether a cell means that there was no answer, or no time. */
export function isNothing(cell: string): boolean {
  return NO_ANSWER.has(cell.toLowerCase());
}

export type Choice =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly reason: string };

export type ReadChoice = (cell: string) => Choice;

export interface ChoiceReader {
  readonly read: ReadChoice;
  /** As `read`, but that a number names no class: in a column that says which trials are catch trials, 0 and 1 are no and yes. */
  readonly readName: ReadChoice;
  /** How numbers were taken, where answers are numbers. */
  readonly numbers: { readonly order: readonly string[]; readonly first: 0 | 1 } | undefined;
}

/**
 * Reads a cell as the class that it names: by name (case does not matter), by alias, or by number. Numbers count
 * from 0 where some cell says 0, from 1 where one says the number of choices; else `firstChoice` must say it.
 */
export function choiceReader(
  params: Pick<ImportParams, "choices" | "firstChoice" | "aliases">,
  classes: readonly string[],
  cells: readonly string[],
): ChoiceReader {
  checkClasses(params, classes);
  const order = params.choices ?? classes;
  const words = wordsOf(params, classes);
  const allowed = [...words.keys()];
  const isNumber = (cell: string) => isWholeNumber(cell) && !words.has(cell);
  const first = params.firstChoice ?? guessFirst(cells.filter(isNumber), order.length);
  const readName: ReadChoice = (cell) => {
    const named = words.get(cell.toLowerCase());
    if (named !== undefined) return { kind: "class", name: named };
    if (isNothing(cell)) return { kind: "none" };
    return { kind: "unknown", reason: `"${cell}": ${suggestion(cell, allowed)}` };
  };
  const read: ReadChoice = (cell) => {
    const named = readName(cell);
    if (named.kind !== "unknown" || !isWholeNumber(cell)) return named;
    const numbered = order[Number(cell) - first];
    if (numbered !== undefined) return { kind: "class", name: numbered };
    return {
      kind: "unknown",
      reason: `${cell}: choices are numbered ${first} to ${first + order.length - 1}`,
    };
  };
  return { read, readName, numbers: cells.some(isNumber) ? { order, first } : undefined };
}

/** Words for classes, in lower case: their names, and aliases. */
export function wordsOf(
  { aliases }: Pick<ImportParams, "aliases">,
  classes: readonly string[],
): ReadonlyMap<string, string> {
  const words = new Map(classes.map((name) => [name.toLowerCase(), name]));
  for (const [word, name] of Object.entries(aliases)) words.set(word.toLowerCase(), name);
  return words;
}

function checkClasses(params: Pick<ImportParams, "choices" | "aliases">, classes: readonly string[]): void {
  const problems: Problem[] = [];
  const check = (name: string, field: string) => {
    if (classes.includes(name)) return;
    problems.push({
      message: `"${name}" is no class of the stimuli`,
      place: { field },
      hint: suggestion(name, classes),
    });
  };
  for (const name of params.choices ?? []) check(name, "choices");
  for (const [word, name] of Object.entries(params.aliases)) check(name, `aliases.${word}`);
  throwIfAny(problems);
}

/** Throws a UserError where numbers say neither: a wrong guess would shift every answer by a class. */
function guessFirst(numbers: readonly string[], choices: number): 0 | 1 {
  const values = new Set(numbers.map(Number));
  if (values.size === 0 || values.has(0)) return 0;
  if (values.has(choices)) return 1;
  throw new UserError({
    message: `answers are numbers, and none is 0 or ${choices}: whether they count from 0 or from 1 cannot be told`,
    place: { field: "firstChoice" },
    hint: "say firstChoice: 0 or firstChoice: 1",
  });
}

/** 3 and 3.0 alike: pandas writes whole numbers with a point as soon as one is missing. */
function isWholeNumber(cell: string): boolean {
  return /^\d+(\.0+)?$/.test(cell);
}
