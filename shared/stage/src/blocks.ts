import { deserialize, serialize } from "node:v8";
import type { Checkpoints } from "./checkpoints.ts";

/** Which blocks this process computes: all that are missing, or every `of`-th one starting at `index`. */
export type BlockShare =
  | { readonly kind: "all" }
  | { readonly kind: "shard"; readonly index: number; readonly of: number };

/** See StageContext.eachBlock. */
export async function runBlocks<T>(
  checkpoints: Checkpoints,
  share: BlockShare,
  count: number,
  compute: (index: number) => Promise<T>,
  progress: (done: number, total: number, unit: string) => void,
): Promise<AsyncIterable<T> | undefined> {
  const isOurs = (index: number) => share.kind === "all" || index % share.of === share.index;
  const nameOf = (index: number) => `block-${index}-of-${count}`;
  const finish = async (index: number): Promise<Uint8Array> => {
    const saved = checkpoints.load(nameOf(index));
    if (saved !== undefined) return saved;
    const bytes = serialize(await compute(index));
    checkpoints.save(nameOf(index), bytes);
    return bytes;
  };
  for (let index = 0; index < count; index++) {
    if (!isOurs(index)) continue;
    await finish(index);
    progress(index + 1, count, "blocks");
  }
  if (share.kind === "shard") return undefined;
  return {
    async *[Symbol.asyncIterator]() {
      for (let index = 0; index < count; index++) yield deserialize(await finish(index)) as T;
    },
  };
}

/** All of them at once. */
export async function gatherBlocks<T>(blocks: AsyncIterable<T> | undefined): Promise<T[] | undefined> {
  if (blocks === undefined) return undefined;
  const all: T[] = [];
  for await (const block of blocks) all.push(block);
  return all;
}
