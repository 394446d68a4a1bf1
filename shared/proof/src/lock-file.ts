import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { canonicalJson, digestText, isDigest, type Json, writeDurably } from "@limen/artifact";
import { readNamedFile } from "./read-named-file.ts";

export interface LockedOutput {
  /** Of the file's bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** Tables only: number of rows, and the digest of what they say (see digestRows). */
  readonly rows?: number;
  readonly content?: string;
}

export interface LockedNode {
  /** The run that made it. Code that changed without changing a byte gives another key and the same outputs. */
  readonly key: string;
  readonly outputs: Readonly<Record<string, LockedOutput>>;
}

/** What a pipeline's results were when somebody vouched for them: committed beside the pipeline. */
export interface Lock {
  readonly lock: 1;
  readonly pipeline: string;
  /** What the nodes computed with; null when none uses TensorFlow. */
  readonly engine: Json;
  /** By instance, in pipeline order. */
  readonly nodes: Readonly<Record<string, LockedNode>>;
}

const LOCK_IT = "limen lock writes one beside the pipeline";

export type LockLookup =
  | { readonly state: "found"; readonly path: string; readonly lock: Lock }
  | { readonly state: "absent"; readonly path: string }
  | { readonly state: "damaged"; readonly path: string };

/** `pipelines/demo.lock.json` for the pipeline `demo` of a file in pipelines/. */
export function lockPath({ file, name }: { readonly file: string; readonly name: string }): string {
  return join(dirname(file), `${name}.lock.json`);
}

/** The file's text: an output a line, so that a diff shows what changed, and a digest of itself at the end. */
export function renderLock(lock: Lock): string {
  const nodes = Object.entries(lock.nodes).map(([id, { key, outputs }]) => {
    const lines = Object.entries(outputs).map(([name, output]) => `${quote(name)}: ${inline(output)}`);
    return `${quote(id)}: {\n      "key": ${quote(key)},\n      "outputs": {${block(lines, 8)}}\n    }`;
  });
  const members = [
    `"lock": ${lock.lock}`,
    `"pipeline": ${quote(lock.pipeline)}`,
    `"engine": ${inline(lock.engine)}`,
    `"nodes": {${block(nodes, 4)}}`,
    `"digest": ${quote(digestText(canonicalJson(lock)))}`,
  ];
  return `{${block(members, 2)}}\n`;
}

export function writeLock(path: string, lock: Lock): void {
  writeDurably(path, renderLock(lock));
}

/**
 * Damaged: any text but the one that renderLock writes, so that not one bit can change unseen. Throws a UserError for what
 * cannot be read: a folder, or a file of somebody else's.
 */
export function readLock(path: string): LockLookup {
  if (!existsSync(path)) return { state: "absent", path };
  const text = readNamedFile(path, "lock file", LOCK_IT);
  const lock = parseLock(parseJson(text));
  if (lock === undefined || renderLock(lock) !== text) return { state: "damaged", path };
  return { state: "found", path, lock };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A lock out of JSON, or undefined for what is none. Members that locks do not have are left out. */
export function parseLock(value: unknown): Lock | undefined {
  if (!isObject(value) || value.lock !== 1 || typeof value.pipeline !== "string" || !isObject(value.nodes))
    return undefined;
  const { pipeline, nodes } = value;
  const engine = value.engine as Json;
  return Object.values(nodes).every(isNode)
    ? { lock: 1, pipeline, engine, nodes: nodes as Record<string, LockedNode> }
    : undefined;
}

function isNode(value: unknown): value is LockedNode {
  if (!isObject(value) || !isObject(value.outputs)) return false;
  const isOutput = (one: unknown) =>
    isObject(one) && typeof one.sha256 === "string" && isDigest(one.sha256) && typeof one.bytes === "number";
  return typeof value.key === "string" && isDigest(value.key) && Object.values(value.outputs).every(isOutput);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const quote = (text: string) => JSON.stringify(text);

/** On one line, with a blank after colons and commas. */
function inline(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{ ${members.map(([name, member]) => `${quote(name)}: ${inline(member)}`).join(", ")} }`;
}

function block(lines: readonly string[], indent: number): string {
  if (lines.length === 0) return "";
  const margin = `\n${" ".repeat(indent)}`;
  return `${margin}${lines.join(`,${margin}`)}\n${" ".repeat(indent - 2)}`;
}
