import { deserialize, serialize } from "node:v8";
import type { Checkpoints } from "./checkpoints.ts";

/** Which blocks this process computes: all that are missing, or every `of`-th one starting at `index`. */
export type BlockShare =
  | { readonly kind: "all" }
  | { readonly kind: "shard"; readonly index: number; readonly of: number };

/** See StageContext.blocks. */
export async function runBlocks<T>(
  checkpoints: Checkpoints,
  share: BlockShare,
  count: number,
  compute: (index: number) => Promise<T>,
  progress: (done: number, total: number, unit: string) => void,
): Promise<T[] | undefined> {
  const results: T[] = [];
  for (let index = 0; index < count; index++) {
    if (share.kind === "shard" && index % share.of !== share.index) continue;
    const name = `block-${index}-of-${count}`;
    const saved = checkpoints.load(name);
    if (saved === undefined) {
      const result = await compute(index);
      checkpoints.save(name, serialize(result));
      if (share.kind === "all") results.push(result);
    } else if (share.kind === "all") {
      results.push(deserialize(saved) as T);
    }
    progress(index + 1, count, "blocks");
  }
  return share.kind === "all" ? results : undefined;
}
