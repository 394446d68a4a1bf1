import { type Command, InvalidArgumentError } from "commander";

export const PIPELINE = "pipeline file, or the name of one in pipelines/";

/** The argument and flags of every command that reads a pipeline. */
export function withSettings(command: Command): Command {
  return command
    .argument("<pipeline>", PIPELINE)
    .option("--set <node.param=value>", "give a parameter another value (repeatable)", collect, [])
    .option("--fast", "give up equal bytes between machines for speed (a run of its own in the cache)");
}

/** Flags of every export. */
export function withTerms(command: Command): Command {
  return command
    .option(
      "--date <day>",
      "day of publication, YYYY-MM-DD (default: CITATION.cff's, else when the last node ran)",
    )
    .option("--license <spdx>", "licence of what is published, e.g. CC-BY-4.0 (default: CITATION.cff's)")
    .option("--author <name>", "who publishes it (default: CITATION.cff's authors)")
    .option(
      "--url <address>",
      "where the code is published (default: CITATION.cff's; of a crate, else where this repository was cloned from)",
    );
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("It must be a whole number from 1.");
  return value;
}

export function positiveNumber(text: string): number {
  const value = nonNegative(text);
  if (value === 0) throw new InvalidArgumentError("It must be more than 0.");
  return value;
}

/** A number of rows, or `all`. */
export function rowCount(text: string): number {
  return text === "all" ? Number.POSITIVE_INFINITY : positiveInteger(text);
}

export function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("It must be a number of 0 or more.");
  return value;
}

/** `10%` or `0.1`, as a number from 0 to 1. */
export function share(text: string): number {
  const value = text.endsWith("%") ? nonNegative(text.slice(0, -1)) / 100 : nonNegative(text);
  if (value > 1) throw new InvalidArgumentError("It must be a share from 0 to 1.");
  return value;
}
