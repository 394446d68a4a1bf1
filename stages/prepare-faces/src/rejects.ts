import { UserError } from "@limen/errors";

export interface Reject {
  readonly file: string;
  readonly row: number | null;
  readonly reason: string;
}

const SHOWN = 8;

/** The inputs that could not be used, kept for the rejects table. */
export class Rejects {
  readonly #list: Reject[] = [];
  readonly #known = new Set<string>();

  /** An input that is met twice with the same fault is listed once. */
  add(file: string, row: number | null, reason: string): void {
    const key = JSON.stringify([file, row, reason]);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#list.push({ file, row, reason });
  }

  /** Sorted by file, row and reason, so that the order of reading does not show. */
  sorted(): Reject[] {
    return this.#list.toSorted(
      (a, b) => compare(a.file, b.file) || (a.row ?? 0) - (b.row ?? 0) || compare(a.reason, b.reason),
    );
  }

  /**
   * Throws a UserError when more than `most` of all inputs (`used` good ones and the rejected) are rejected:
   * the first of them, and how many there are for each reason.
   */
  checkShare(used: number, most: number, path: string): void {
    const all = used + this.#list.length;
    if (this.#list.length <= most * all) return;
    const first = this.sorted()
      .slice(0, SHOWN)
      .map(({ file, row, reason }) => `    ${file}${row === null ? "" : `, row ${row}`}: ${reason}`);
    const reasons = [...this.#countByReason()].map(([reason, count]) => `    ${count} × ${reason}`);
    throw new UserError({
      message: [
        `${this.#list.length} of ${all} inputs cannot be used (${percent(this.#list.length / all)}; at most ${percent(most)} may be bad)`,
        "  by reason:",
        ...reasons.slice(0, SHOWN),
        "  the first:",
        ...first,
      ].join("\n"),
      place: { file: path },
      hint: "mend or remove these inputs, check that the parameter source fits the data, or raise maxRejected",
    });
  }

  #countByReason(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { reason } of this.#list) {
      // Reasons that quote a value count as one kind.
      const kind = reason.replaceAll(/"[^"]*"/g, '"…"');
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return new Map([...counts].toSorted((a, b) => b[1] - a[1]));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
