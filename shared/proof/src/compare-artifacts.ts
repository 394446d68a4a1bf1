import { readFileSync } from "node:fs";
import type { ArtifactKind } from "@limen/stage";
import { readWeights, type Weights } from "@limen/weights";
import { compareJson } from "./compare-json.ts";
import { compareMetadata } from "./compare-metadata.ts";
import { compareTables } from "./compare-tables.ts";
import { type Difference, DifferenceCounter, distanceOf, shown, shownApart } from "./differences.ts";

/** How two artifacts of one kind differ in what they say; empty when only their bytes do. */
export async function compareArtifacts(
  before: string,
  after: string,
  artifact: ArtifactKind,
): Promise<Difference[]> {
  switch (artifact.kind) {
    case "table":
      return compareTables(before, after, artifact.table);
    case "weights":
      return compareWeights(await readWeights(before), await readWeights(after));
    case "document":
      return artifact.extension === "png"
        ? compareBytes(readFileSync(before), readFileSync(after))
        : compareTexts(readFileSync(before, "utf8"), readFileSync(after, "utf8"));
  }
}

function compareWeights(before: Weights, after: Weights): Difference[] {
  const counter = new DifferenceCounter();
  const differ = (part: string, where: string, a: unknown, b: unknown, distance = Number.POSITIVE_INFINITY) =>
    counter.add({ part, where, distance, before: shown(a), after: shown(b) });
  compareMetadata("the header", before.metadata, after.metadata, counter);
  for (const name of namesOf(before.tensors, after.tensors)) {
    const [a, b] = [before.tensors[name], after.tensors[name]];
    if (a === undefined || b === undefined || a.shape.join() !== b.shape.join()) {
      differ(name, "its shape", a?.shape, b?.shape);
      continue;
    }
    for (let i = 0; i < a.data.length; i++) {
      const distance = distanceOf(a.data[i]!, b.data[i]!);
      if (distance > 0) differ(name, `value ${i}`, a.data[i], b.data[i], distance);
    }
  }
  return counter.list();
}

/** JSON by its values, all else by lines. */
function compareTexts(before: string, after: string): Difference[] {
  const counter = new DifferenceCounter();
  if (compareJson("values", "", before, after, counter)) return counter.list();
  const [old, now] = [before.split("\n"), after.split("\n")];
  for (let i = 0; i < Math.max(old.length, now.length); i++) {
    if (old[i] === now[i]) continue;
    counter.add({
      part: "text",
      where: `line ${i + 1}`,
      distance: Number.POSITIVE_INFINITY,
      ...shownApart(old[i], now[i]),
    });
  }
  return counter.list();
}

function compareBytes(before: Buffer, after: Buffer): Difference[] {
  const counter = new DifferenceCounter();
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    if (before[i] === after[i]) continue;
    counter.add({
      part: "bytes",
      where: `byte ${i}`,
      distance: Number.POSITIVE_INFINITY,
      before: shown(before[i]),
      after: shown(after[i]),
    });
  }
  return counter.list();
}

function namesOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
