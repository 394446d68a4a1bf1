import { type Problem, suggestion, throwIfAny } from "@limen/errors";
import type { ImportParams } from "./params.ts";

/** Words that mean: no answer. */
const NO_ANSWER = new Set(["", "na", "nan", "null", "none", "timeout"]);

export type Choice =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly reason: string };

export type ReadChoice = (cell: string) => Choice;

export interface ChoiceReader {
  readonly read: ReadChoice;
  /** How numbers were taken, where answers are numbers. */
  readonly numbers: { readonly order: readonly string[]; readonly first: 0 | 1 } | undefined;
}

/**
 * Reads a cell as the class that it names: by name (case does not matter), by alias, or by number. Numbers count
 * from 0, or from 1 when the cells never say 0 but say the number of choices; `firstChoice` settles it.
 */
export function choiceReader(
  params: Pick<ImportParams, "choices" | "firstChoice" | "aliases">,
  classes: readonly string[],
  cells: readonly string[],
): ChoiceReader {
  checkClasses(params, classes);
  const order = params.choices ?? classes;
  const first = params.firstChoice ?? guessFirst(cells, order.length);
  const words = wordsOf(params, classes);
  const allowed = [...words.keys()];
  const isNumber = (cell: string) => isWholeNumber(cell) && !words.has(cell);
  const read: ReadChoice = (cell) => {
    const named = words.get(cell.toLowerCase());
    if (named !== undefined) return { kind: "class", name: named };
    if (NO_ANSWER.has(cell.toLowerCase())) return { kind: "none" };
    if (!isWholeNumber(cell)) return { kind: "unknown", reason: `"${cell}": ${suggestion(cell, allowed)}` };
    const numbered = order[Number(cell) - first];
    if (numbered !== undefined) return { kind: "class", name: numbered };
    return {
      kind: "unknown",
      reason: `${cell}: choices are numbered ${first} to ${first + order.length - 1}`,
    };
  };
  return { read, numbers: cells.some(isNumber) ? { order, first } : undefined };
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

function guessFirst(cells: Iterable<string>, choices: number): 0 | 1 {
  let saysCount = false;
  for (const cell of cells) {
    if (!isWholeNumber(cell)) continue;
    if (Number(cell) === 0) return 0;
    if (Number(cell) === choices) saysCount = true;
  }
  return saysCount ? 1 : 0;
}

/** 3 and 3.0 alike: pandas writes whole numbers with a point as soon as one is missing. */
function isWholeNumber(cell: string): boolean {
  return /^\d+(\.0+)?$/.test(cell);
}
