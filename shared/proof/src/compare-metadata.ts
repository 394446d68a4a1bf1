import { compareJson } from "./compare-json.ts";
import { type DifferenceCounter, shownApart } from "./differences.ts";

type Metadata = Readonly<Record<string, string>>;

/** What two files' headers say beside their data: name by name, and within JSON value by value. `where` names the place. */
export function compareMetadata(
  where: string,
  before: Metadata,
  after: Metadata,
  counter: DifferenceCounter,
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [a, b] = [before[name], after[name]];
    const part = `metadata ${name}`;
    if (a === b || compareJson(part, name, a, b, counter)) continue;
    counter.add({ part, where, distance: Number.POSITIVE_INFINITY, ...shownApart(a, b) });
  }
}
