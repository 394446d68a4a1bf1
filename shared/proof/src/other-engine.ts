import { canonicalJson, type Json, type RunRecord } from "@limen/artifact";
import { engineOf } from "./engine-of.ts";
import type { Lock } from "./lock-file.ts";

export interface OtherEngine {
  /** The lock file's. */
  readonly locked: Json;
  /** What the first node that used another one was computed with. */
  readonly used: Json;
  /** `mode canonical → fast`, a part each. */
  readonly changes: readonly string[];
}

/** How the engine of results differs from the one that a lock file's were computed with; undefined when it does not. */
export function otherEngine(
  { engine: locked }: Lock,
  records: ReadonlyMap<string, RunRecord>,
): OtherEngine | undefined {
  const used = [...records.values()]
    .map(engineOf)
    .find((engine) => engine !== null && canonicalJson(engine) !== canonicalJson(locked));
  if (locked === null || used === undefined) return undefined;
  const [before, after] = [partsOf(locked), partsOf(used)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const differing = names.filter((name) => before.get(name) !== after.get(name));
  const say = (value: string | undefined) => value ?? "none";
  return {
    locked,
    used,
    changes: differing.map((name) => `${name} ${say(before.get(name))} → ${say(after.get(name))}`),
  };
}

function partsOf(engine: Json): ReadonlyMap<string, string> {
  if (typeof engine !== "object" || engine === null) return new Map([["engine", String(engine)]]);
  return new Map(
    Object.entries(engine).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === "string" ? value : canonicalJson(value)] as const],
    ),
  );
}
