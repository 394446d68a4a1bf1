import { UserError } from "@limen/errors";
import { asText, type ForeignFile } from "./foreign-file.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Found {
  readonly result: number;
  readonly fields: Fields;
}

/**
 * Records of JSON as rows. jsPsych writes one list of trials; JATOS writes such a list, or an object with one in it, for each
 * result, one after the other. What stands beside a list counts for all of its trials.
 */
export function readJson(text: string, file: string): ForeignFile {
  const results = resultsOf(text, file);
  // Lines that are records, not lists of them, are one result together.
  const apart = results.length > 1 && results.some(holdsList);
  const found = results.flatMap((value, index): Found[] =>
    recordsOf(value, {}).map((fields) => ({ result: apart ? index + 1 : 1, fields })),
  );
  if (found.length === 0) {
    throw new UserError({
      message: "the file holds no list of trials",
      place: { file },
      hint: 'wanted: [{"stimulus": …, "response": …}, …], or several of these, one a line',
    });
  }
  const columns = [...new Set(found.flatMap(({ fields }) => Object.keys(fields)))];
  return {
    file,
    format: apart ? `JSON, ${results.length} results` : "JSON",
    columns,
    rows: found.map(({ result, fields }, index) => ({
      row: index + 1,
      result,
      cells: columns.map((column) => asText(fields[column])),
    })),
  };
}

/** The whole as one value; else each line as one. */
function resultsOf(text: string, file: string): unknown[] {
  const whole = parsed(text);
  if (whole !== undefined) return [whole];
  return text.split(/\r?\n/).flatMap((line, index): unknown[] => {
    if (line.trim() === "") return [];
    const value = parsed(line);
    if (value !== undefined) return [value];
    throw new UserError({
      message: "neither the file nor this line of it is JSON",
      place: { file, line: index + 1 },
      hint: "wanted: one list of trials, or one list a line; was the file cut short?",
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON the caller names by its line.
    return undefined;
  }
}

function recordsOf(value: unknown, beside: Fields): Fields[] {
  if (Array.isArray(value)) return value.flatMap((item) => recordsOf(item, beside));
  if (!isRecord(value)) return [];
  const lists = listsIn(value);
  if (lists.length === 0) return Object.keys(value).length === 0 ? [] : [{ ...beside, ...value }];
  const own = Object.fromEntries(Object.entries(value).filter(([name]) => !lists.includes(name)));
  return lists.flatMap((name) => recordsOf(value[name], { ...beside, ...own }));
}

function holdsList(value: unknown): boolean {
  return Array.isArray(value) || (isRecord(value) && listsIn(value).length > 0);
}

/** Names of the lists of trials in an object; a trial has none, whatever else it recorded (the mouse's way, say). */
function listsIn(value: Fields): string[] {
  if (["trial_type", "stimulus", "response"].some((name) => Object.hasOwn(value, name))) return [];
  return Object.entries(value).flatMap(([name, inner]) => (isListOfRecords(inner) ? [name] : []));
}

function isListOfRecords(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((item) => isListOfRecords(item) || isRecord(item));
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
