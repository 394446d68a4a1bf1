/** Places of the items of each group, in their order: those of group g are places[starts[g], starts[g + 1]). */
export interface GroupedPlaces {
  readonly starts: Int32Array;
  readonly places: Int32Array;
}

/** Sorts places by a small number each, in two passes; a negative number leaves its place out. */
export function groupPlaces(group: Int32Array, groups: number): GroupedPlaces {
  const starts = new Int32Array(groups + 1);
  for (let i = 0; i < group.length; i++) if (group[i]! >= 0) starts[group[i]! + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice();
  const places = new Int32Array(starts[groups]!);
  for (let i = 0; i < group.length; i++) if (group[i]! >= 0) places[next[group[i]!]!++] = i;
  return { starts, places };
}
