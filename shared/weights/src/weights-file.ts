import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "@limen/errors";
import { decodeWeights, decodeWeightsHeader, headerLength } from "./decode-weights.ts";
import { encodeWeights } from "./encode-weights.ts";
import { LENGTH_BYTES, type Weights, type WeightsHeader } from "./format.ts";

/** Writes a safetensors file, aside and then by renaming. Errors as encodeWeights. */
export async function writeWeights(path: string, weights: Weights): Promise<void> {
  const bytes = encodeWeights(weights);
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, bytes);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Reads a safetensors file. Throws a UserError that names file and tensor when anything is wrong with it. */
export async function readWeights(path: string): Promise<Weights> {
  return decodeWeights(await readFile(path).catch(explain(path)), path);
}

/** Metadata, types and shapes of a safetensors file, without reading its tensors. Errors as readWeights. */
export async function readWeightsHeader(path: string): Promise<WeightsHeader> {
  const file = await open(path).catch(explain(path));
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(Math.min(LENGTH_BYTES, size));
    await file.read(start, 0, start.length, 0);
    const bytes = Buffer.alloc(LENGTH_BYTES + headerLength(start, path, size));
    await file.read(bytes, 0, bytes.length, 0);
    return decodeWeightsHeader(bytes, path, size).header;
  } finally {
    await file.close();
  }
}

function explain(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== "ENOENT") throw error;
    throw new UserError({ message: "no such file", place: { file: path } });
  };
}
