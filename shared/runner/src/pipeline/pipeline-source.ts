import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Place, type Problem, UserError } from "@limen/errors";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";

export type Path = readonly (string | number)[];

/** A pipeline file as parsed: its value, and where in the file each part of it stands. */
export interface PipelineSource {
  /** As the user named it. */
  readonly file: string;
  /** Folder that external paths of the file are relative to. */
  readonly directory: string;
  readonly value: unknown;
  /** Place of the value at that path, or of its key; of the nearest part above it when the file has no such part. */
  locate(path: Path, part?: "value" | "key"): Place;
}

/** Few aliases are ever needed; a bomb of nested ones needs thousands. */
const MAX_ALIASES = 100;

/**
 * Reads and parses a pipeline file.
 * Throws a UserError that lists every syntax error, duplicate key and unknown tag with its place.
 */
export function readPipelineSource(file: string): PipelineSource {
  const hint = "name a pipeline file, such as pipelines/demo.yaml";
  return parsePipelineSource(readText(file, "the pipeline", hint), file);
}

/** As readPipelineSource, from a text. */
export function parsePipelineSource(text: string, file: string): PipelineSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    message: yamlMessage(error.code, error.message),
    place: placeAt(error.pos[0]),
  }));
  if (problems.length === 0) problems.push(...keyProblems(document, placeAt));
  if (problems.length > 0) throw new UserError(problems);
  if (document.contents === null) {
    const hint = "a pipeline has limen, name and nodes, as pipelines/demo.yaml shows";
    throw new UserError({ message: "the file is empty", place: { file }, hint });
  }
  return {
    file,
    directory: dirname(resolve(file)),
    value: toValue(document, placeAt),
    locate: (path, part = "value") => placeAt(offsetOf(document, path, part)),
  };
}

/** As text. Throws a UserError that calls the file `what`, with that hint, when it cannot be read. */
export function readText(file: string, what: string, hint: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : (code ?? "");
    throw new UserError({ message: `cannot read ${what} ${file}: ${reason}`, hint });
  }
}

function yamlMessage(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "this key stands here a second time; keep one of the two";
  // What the parser says of a list in a list in a list, some hundred times over.
  return `YAML: ${message === "Maximum call stack size exceeded" ? "it is nested too deeply" : message}`;
}

/** JavaScript gives this key a meaning of its own: it would vanish from a mapping unseen. */
function keyProblems(document: Document.Parsed, placeAt: (offset: number) => Place): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === "__proto__")
        problems.push({ message: 'nothing can be called "__proto__"', place: placeAt(key.range?.[0] ?? 0) });
    },
  });
  return problems;
}

function toValue(document: Document.Parsed, placeAt: (offset: number) => Place): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new UserError(aliasProblems(document, placeAt));
  }
}

/** Every alias of an anchor that is not set above it; if all are set, there are too many: the first one is named. */
function aliasProblems(document: Document.Parsed, placeAt: (offset: number) => Place): Problem[] {
  const aliases: { name: string; place: Place; isSet: boolean }[] = [];
  visit(document, {
    Alias(_, alias) {
      const place = placeAt(alias.range?.[0] ?? 0);
      aliases.push({ name: alias.source, place, isSet: alias.resolve(document) !== undefined });
    },
  });
  const unset = aliases.filter(({ isSet }) => !isSet);
  if (unset.length > 0) {
    return unset.map(({ name, place }) => ({
      message: `YAML: *${name} stands for nothing`,
      place,
      hint: `set it above, as &${name}`,
    }));
  }
  const [first] = aliases;
  const message = "YAML: aliases of aliases stand for too much";
  return [
    {
      message,
      ...(first === undefined ? {} : { place: first.place }),
      hint: `use at most ${MAX_ALIASES} aliases`,
    },
  ];
}

/** Walks down the path as far as the document has it. */
function offsetOf(document: Document.Parsed, path: Path, part: "value" | "key"): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String((key as { value?: unknown }).value) === String(step));
      if (pair === undefined) return offset;
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      const isLast = depth === path.length - 1;
      offset = (isLast && part === "key" ? key : (firstOffset(value) ?? key)).range?.[0] ?? offset;
      // A block map or list starts on a later line than the key that names it: the key is the better place.
      if (isMap(value) || isSeq(value)) offset = key.range?.[0] ?? offset;
      node = value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)] as Node | undefined;
      if (node == null) return offset;
      offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function firstOffset(node: Node | null): Node | undefined {
  return node?.range ? node : undefined;
}
