import { createHash } from "node:crypto";
import type * as tf from "@tensorflow/tfjs";
import { hearKernels } from "./hear-kernels.ts";
import { nodeBackend } from "./node-backend.ts";

/** A kernel that ran, and what came out of it. */
export interface KernelPrint {
  readonly op: string;
  /** `4x8x8x16 3x3x16x32`: of its inputs. */
  readonly shapes: string;
  /** First 8 digits of the SHA-256 of its outputs' bytes. */
  readonly print: string;
}

/**
 * Runs `work` and notes what every kernel in it computed, in order: the first that differs between two machines is the one that
 * computes otherwise, since all that it was given came from kernels before it. Functions that `compile` runs as graphs are heard
 * when they are first traced, op by op; what the graph makes of them is not.
 */
export function printKernels(work: () => void): KernelPrint[] {
  const backend = nodeBackend();
  // Its own, whatever a trace puts in its place.
  const read = backend.readSync.bind(backend);
  const prints: KernelPrint[] = [];
  const stop = hearKernels(backend, ({ op, inputs, outputs }) => {
    const hash = createHash("sha256");
    for (const { dataId, dtype } of outputs) {
      const { buffer, byteOffset, byteLength } = read(dataId) as tf.TypedArray;
      hash.update(dtype).update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    const shapes = inputs.map(({ shape }) => shape.join("x") || "1").join(" ");
    prints.push({ op, shapes, print: hash.digest("hex").slice(0, 8) });
  });
  try {
    work();
  } finally {
    stop();
  }
  return prints;
}
