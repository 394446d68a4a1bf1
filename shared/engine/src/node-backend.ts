import { invariant } from "@limen/errors";
import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";

/** tfjs-node's backend, which every tensor of this process lives in. */
export function nodeBackend(): NodeJSKernelBackend {
  invariant(tf.getBackend() === "tensorflow", `backend is ${tf.getBackend()}, expected tensorflow`);
  return tf.backend() as NodeJSKernelBackend;
}
