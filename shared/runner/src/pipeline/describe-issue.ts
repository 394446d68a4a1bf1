import { type Problem, suggestion } from "@limen/errors";
import { z } from "zod";
import type { Path, PipelineSource } from "./pipeline-source.ts";

/** What to call the parts: `parameter` in a node's `with`, `key` in the file itself. */
export type PartWord = "parameter" | "key";

interface IssueContext {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly word: PartWord;
  readonly source: PipelineSource;
  /** Path in the file of a path in the value. */
  pathOf(path: Path): Path;
}

type Issue = z.core.$ZodIssue;

/** Turns what zod found wrong into problems with a place, the allowed values and a "did you mean". */
export function describeIssues(issues: readonly Issue[], context: IssueContext): Problem[] {
  return issues.flatMap((issue) => describeIssue(issue, [], context));
}

function describeIssue(issue: Issue, base: Path, context: IssueContext): Problem[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const given = valueAt(context.value, path);
  const name = path.join(".");
  const place = context.source.locate(context.pathOf(path));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        message: `unknown ${context.word} "${[...path, key].join(".")}"`,
        place: context.source.locate(context.pathOf([...path, key]), "key"),
        hint: suggestion(key, keysAt(context.schema, path)),
      }));
    case "invalid_type":
      if (given === undefined) return [missing(name, issue.expected, path, context)];
      return [
        { message: `${name || "it"} must be ${withArticle(issue.expected)}; got ${show(given)}`, place },
      ];
    case "invalid_value": {
      const allowed = issue.values.map(String);
      if (given === undefined) return [missing(name, `one of ${allowed.join(", ")}`, path, context)];
      return [
        {
          message: `${name} must not be ${show(given)}`,
          place,
          hint: typeof given === "string" ? suggestion(given, allowed) : `allowed: ${allowed.join(", ")}`,
        },
      ];
    }
    case "too_small":
    case "too_big": {
      const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
      const side = issue.code === "too_small" ? "at least" : "at most";
      const limit =
        issue.inclusive === false ? (issue.code === "too_small" ? "more than" : "less than") : side;
      const what = ["array", "string", "set"].includes(issue.origin)
        ? `have ${limit} ${bound} entries`
        : `be ${limit} ${bound}`;
      return [{ message: `${name} must ${what}; got ${show(given)}`, place }];
    }
    case "invalid_union": {
      const branch = [...issue.errors].sort((a, b) => score(a) - score(b))[0];
      if (branch !== undefined && branch.length > 0)
        return branch.flatMap((one) => describeIssue(one, path, context));
      return [{ message: `${name}: ${issue.message}; got ${show(given)}`, place }];
    }
    default:
      return [{ message: name ? `${name}: ${issue.message}` : issue.message, place }];
  }
}

/** The branch of a union that was probably meant goes wrong deepest, and in the fewest places. */
function score(issues: readonly Issue[]): number {
  const depth = Math.max(0, ...issues.map((issue) => issue.path.length));
  return issues.length - 10 * depth;
}

function missing(name: string, expected: string, path: Path, context: IssueContext): Problem {
  return {
    message: `${context.word} "${name}" is missing`,
    place: context.source.locate(context.pathOf(path.slice(0, -1)), "key"),
    hint: `it must be given: ${withArticle(expected)}`,
  };
}

function withArticle(type: string): string {
  const words: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
  };
  return words[type] ?? type;
}

/** Names allowed at that path, through optional, default and union wrappers. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  const [step, ...rest] = path;
  const options = branches(schema);
  if (step === undefined)
    return options.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return options.flatMap((one) => {
    if (one instanceof z.ZodObject && step in one.shape) return keysAt(one.shape[step] as z.ZodType, rest);
    if (one instanceof z.ZodArray) return keysAt(one.element as z.ZodType, rest);
    if (one instanceof z.ZodRecord) return keysAt(one.valueType as z.ZodType, rest);
    return [];
  });
}

function branches(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => branches(option as z.ZodType));
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return inner === undefined ? [schema] : branches(inner);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, step) =>
      typeof part === "object" && part !== null ? (part as Record<string, unknown>)[step] : undefined,
    value,
  );
}

/** A value as messages print it, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  // JSON has no word for numbers that are none.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
