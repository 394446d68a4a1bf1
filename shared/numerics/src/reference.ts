import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PartPrint } from "./print-numbers.ts";

/** What the parts compute on the CPUs on which the lock files came out. */
export interface Reference {
  readonly meaning: string;
  readonly parts: Readonly<Record<string, ReferencePart>>;
}

interface ReferencePart {
  /** First 8 digits of the SHA-256 of the ops' names, in order. */
  readonly ops: string;
  /** DIGITS of each kernel's print, one after the other. */
  readonly kernels: string;
  readonly results: string;
}

/** Of a print, in the file: one in 65,000 differences of a kernel goes unseen, until the next kernel. */
const DIGITS = 4;

const FILE = join(import.meta.dirname, "../reference.json");

export function readReference(): Reference {
  return JSON.parse(readFileSync(FILE, "utf8")) as Reference;
}

/** Takes what this machine computes for what is right: after a net or a part was changed, on a CPU of cpus.json. */
export function writeReference(prints: readonly PartPrint[]): void {
  writeFileSync(FILE, `${JSON.stringify(referenceOf(prints), null, 2)}\n`);
}

export function referenceOf(prints: readonly PartPrint[]): Reference {
  const meaning =
    "what each kernel gives in small pieces of Limen's computing, in canonical mode; see README.md";
  return { meaning, parts: Object.fromEntries(prints.map((part) => [part.name, partOf(part)])) };
}

function partOf({ kernels, results }: PartPrint): ReferencePart {
  const ops = createHash("sha256")
    .update(kernels.map(({ op }) => op).join(" "))
    .digest("hex")
    .slice(0, 8);
  return { ops, kernels: kernels.map(({ print }) => print.slice(0, DIGITS)).join(""), results };
}

/** Places of the kernels whose prints differ; of parts with the same ops. */
export function firstDifferent(a: ReferencePart, b: ReferencePart): number | undefined {
  for (let at = 0; at * DIGITS < a.kernels.length; at++) {
    const [from, to] = [at * DIGITS, (at + 1) * DIGITS];
    if (a.kernels.slice(from, to) !== b.kernels.slice(from, to)) return at;
  }
  return undefined;
}
