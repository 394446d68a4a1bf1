import { createHash } from "node:crypto";
import { type KernelPrint, printKernels } from "@limen/engine/tf";
import { parts } from "./parts.ts";

/** What one part computes on this machine. */
export interface PartPrint {
  readonly name: string;
  /** Every kernel, in order. */
  readonly kernels: readonly KernelPrint[];
  /** First 16 digits of the SHA-256 of the results' bytes: after the kernels, of the graphs that are made of them. */
  readonly results: string;
}

/** Computes all parts, in some seconds. TensorFlow must be installed. */
export function printNumbers(): PartPrint[] {
  return parts().map(({ name, compute }) => {
    const hash = createHash("sha256");
    const kernels = printKernels(() => {
      for (const numbers of compute()) hash.update(new Uint8Array(Float64Array.from(numbers).buffer));
    });
    return { name, kernels, results: hash.digest("hex").slice(0, 16) };
  });
}
