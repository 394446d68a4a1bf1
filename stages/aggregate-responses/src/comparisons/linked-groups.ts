import { groupBy } from "@limen/tables";

/** Members of each group that pairs link, of those that stand in any; groups in the order of their lowest member. */
export function linkedGroups(count: number, pairs: readonly (readonly [number, number])[]): number[][] {
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (member: number): number => {
    let root = member;
    while (parents[root] !== root) root = parents[root]!;
    // Whoever asks next finds the root at once.
    for (let at = member; at !== root; ) [parents[at], at] = [root, parents[at]!];
    return root;
  };
  const isIn = new Uint8Array(count);
  for (const [a, b] of pairs) {
    parents[rootOf(b)] = rootOf(a);
    isIn[a] = 1;
    isIn[b] = 1;
  }
  const linked = Array.from(isIn.keys()).filter((member) => isIn[member] === 1);
  return [...groupBy(linked, rootOf).values()];
}
