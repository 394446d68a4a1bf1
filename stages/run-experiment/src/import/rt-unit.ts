/** A median response time below this is in seconds: nobody answers in 30 ms, nor takes 30 s every time. */
const SECONDS_BELOW = 30;

/** The unit by the column's name (ending in _ms or _s), else by the median of its numbers. */
export function guessRtUnit(name: string, cells: Iterable<string>): "ms" | "s" {
  if (/_?ms$|millisec/i.test(name)) return "ms";
  if (/_s$|_?sec(onds?)?$/i.test(name)) return "s";
  const numbers = Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell)))
    .filter((value) => Number.isFinite(value))
    .sort((a, b) => a - b);
  const middle = numbers[Math.floor(numbers.length / 2)];
  return middle !== undefined && middle < SECONDS_BELOW ? "s" : "ms";
}
