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

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Float32Array) return cut(`[${[...value].map(String).join(", ")}]`);
  return cut(value === undefined ? "nothing" : JSON.stringify(value));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
