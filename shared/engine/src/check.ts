/** One line of `limen doctor`. */
export interface Check {
  readonly name: string;
  readonly value: string;
  readonly ok: boolean;
  /** The command or step that mends it; only where `ok` is false. */
  readonly remedy?: string;
}

export function passed(name: string, value: string): Check {
  return { name, value, ok: true };
}

export function failed(name: string, value: string, remedy: string): Check {
  return { name, value, ok: false, remedy };
}

/** Bytes as GB with one decimal. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
