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
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
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

/** What the parser says of a list in a list in a list, at each of some hundred places. */
const TOO_DEEP = "Maximum call stack size exceeded";

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
  // The parser would compare each key of a mapping with all before it: seconds, where there are ten thousand nodes.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const tooDeep = document.errors.find(({ message }) => message === TOO_DEEP);
  const faults = [...document.errors, ...document.warnings].filter(
    (error) => error === tooDeep || error.message !== TOO_DEEP,
  );
  const problems: Problem[] = faults.map((error) => ({
    message: `YAML: ${error === tooDeep ? "it is nested too deeply" : error.message}`,
    place: placeAt(error.pos[0]),
  }));
  problems.push(...keyProblems(document, placeAt));
  if (problems.length > 0) throw new UserError(problems.sort(byPlace));
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

function byPlace({ place: a }: Problem, { place: b }: Problem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

/** Keys that stand twice, and one to which JavaScript gives a meaning of its own: it would vanish from a mapping unseen. */
function keyProblems(document: Document.Parsed, placeAt: (offset: number) => Place): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const place = placeAt(key.range?.[0] ?? 0);
        if (seen.has(name))
          problems.push({ message: "this key stands here a second time; keep one of the two", place });
        if (name === "__proto__") problems.push({ message: 'nothing can be called "__proto__"', place });
        seen.add(name);
      }
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

type Pairs = ReadonlyMap<string, Pair<Node, Node | null>>;

/** Pairs by key, of mappings that were looked into: ten thousand nodes are asked for one by one. */
const pairsOf = new WeakMap<YAMLMap, Pairs>();

function pairAt(map: YAMLMap, step: string | number): Pair<Node, Node | null> | undefined {
  const pairs =
    pairsOf.get(map) ??
    new Map(
      // The first of equal keys is the one that counts.
      map.items
        .toReversed()
        .map((pair) => [String((pair.key as { value?: unknown }).value), pair as Pair<Node, Node | null>]),
    );
  pairsOf.set(map, pairs);
  return pairs.get(String(step));
}

/** Walks down the path as far as the document has it. */
function offsetOf(document: Document.Parsed, path: Path, part: "value" | "key"): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = pairAt(node, step);
      if (pair === undefined) return offset;
      const { key, value } = pair;
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
