import { createHash } from "node:crypto";

/** How one part of an artifact (a column, a tensor, a line) differs between two versions of it. */
export interface Difference {
  readonly part: string;
  /** Cells or values that differ. */
  readonly count: number;
  /** Largest |a − b| / max(1, |a|, |b|) of numbers; Infinity when something differs that has no distance. */
  readonly distance: number;
  /** The first place, and what stands there. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

/** |a − b| / max(1, |a|, |b|): relative for large numbers, absolute for small ones. NaN is as far as can be. */
export function distanceOf(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const distance = Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

/** As distanceOf, but whole numbers are counts and names: they differ or do not, as all that is no number. */
export function valueDistance(a: unknown, b: unknown): number {
  if (Object.is(a, b)) return 0;
  if (typeof a !== "number" || typeof b !== "number") return Number.POSITIVE_INFINITY;
  return Number.isInteger(a) && Number.isInteger(b) && a !== b ? Number.POSITIVE_INFINITY : distanceOf(a, b);
}

/** Gathers the differences of each part, in the order in which parts first differ. */
export class DifferenceCounter {
  readonly #parts = new Map<string, Difference>();

  add(difference: Omit<Difference, "count">): void {
    const { part, distance } = difference;
    const seen = this.#parts.get(part);
    if (seen === undefined) this.#parts.set(part, { ...difference, count: 1 });
    else
      this.#parts.set(part, { ...seen, count: seen.count + 1, distance: Math.max(seen.distance, distance) });
  }

  list(): Difference[] {
    return [...this.#parts.values()];
  }
}

const LONGEST = 60;
/** How much of what is equal stands before the first letter that differs. */
const LEAD = 20;

/** A value as a message shows it. */
export function shown(value: unknown): string {
  return cut(textOf(value), 0);
}

/** Two values as a message shows them: of long ones the places where they part, not what they have in common. */
export function shownApart(before: unknown, after: unknown): { before: string; after: string } {
  const [a, b] = [textOf(before), textOf(after)];
  const longest = Math.max(a.length, b.length);
  let parting = 0;
  while (parting < longest && a[parting] === b[parting]) parting++;
  const start = longest > LONGEST && parting > LEAD ? parting - LEAD : 0;
  return { before: cut(a, start), after: cut(b, start) };
}

function textOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Float32Array) return `[${[...value].map(String).join(", ")}]`;
  if (isImage(value)) return `image of ${value.bytes.length} bytes, sha256 ${digestStart(value.bytes)}`;
  return JSON.stringify(value);
}

/** A picture's cell; two pictures of one size are told apart by their digests. */
export function isImage(cell: unknown): cell is { readonly bytes: Uint8Array; readonly path: string | null } {
  return typeof cell === "object" && cell !== null && "bytes" in cell && cell.bytes instanceof Uint8Array;
}

function digestStart(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 12);
}

function cut(text: string, start: number): string {
  const from = start > 0 ? `…${text.slice(start)}` : text;
  return from.length > LONGEST ? `${from.slice(0, LONGEST - 1)}…` : from;
}
