import { type DifferenceCounter, shownApart, valueDistance } from "./differences.ts";

/**
 * How two texts differ: value by value where both are JSON, so that numbers have a distance and the path of the first that
 * differs is named (`config.temperature`); else as a whole. Undefined: not there. Gives false when neither is JSON.
 */
export function compareJson(
  part: string,
  name: string,
  before: string | undefined,
  after: string | undefined,
  counter: DifferenceCounter,
): boolean {
  const [a, b] = [parse(before), parse(after)];
  if (a === undefined || b === undefined) return false;
  compareValues(name, a.value, b.value);
  return true;

  function compareValues(path: string, old: unknown, now: unknown): void {
    if (isList(old) && isList(now)) {
      for (let i = 0; i < Math.max(old.length, now.length); i++)
        compareValues(`${path}[${i}]`, old[i], now[i]);
    } else if (isObject(old) && isObject(now)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
        compareValues(path === "" ? key : `${path}.${key}`, memberOf(old, key), memberOf(now, key));
    } else {
      const distance = valueDistance(old, now);
      if (distance === 0) return;
      counter.add({ part, where: path || "the whole", distance, ...shownApart(old, now) });
    }
  }
}

function parse(text: string | undefined): { readonly value: unknown } | undefined {
  if (text === undefined) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    // No JSON: compared as text.
    return undefined;
  }
}

function memberOf(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
