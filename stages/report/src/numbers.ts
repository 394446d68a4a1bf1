/** A figure for people: three significant digits, no exponent, a dash for what is not known. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  // A small negative number would round to "-0.000".
  return size >= 1 ? value.toFixed(2) : value.toFixed(3).replace(/^-(?=0\.000$)/, "");
}

/** `1 stimulus`, `2,400 faces`: a count with its unit, thousands set apart. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ",")} ${count === 1 ? one : many}`;
}

/** `estimate [low, high]`, or the estimate alone. */
export function interval(value: number | null, low: number | null, high: number | null): string {
  if (low === null || high === null) return figure(value);
  return `${figure(value)} [${figure(low)}, ${figure(high)}]`;
}

/** p-values: `< 0.001` below what three digits show. */
export function probability(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
