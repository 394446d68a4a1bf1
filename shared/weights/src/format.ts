/**
 * safetensors: 8 bytes little-endian header length, header JSON padded with spaces, then the tensors' bytes.
 * https://huggingface.co/docs/safetensors, "Format".
 */

/** A tensor in row-major order; the product of `shape` is the number of values. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Named tensors with text about them, e.g. `config` as JSON. */
export interface Weights {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** What a header says of a tensor; offsets in bytes from the end of the header. */
export interface TensorHeader {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface WeightsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, TensorHeader>>;
}

/** The types that can be read, with their bytes a value. Limen writes F32 only. */
export const bytesOf = { F32: 4, F16: 2, BF16: 2 } as const;
export type Dtype = keyof typeof bytesOf;

export const METADATA_KEY = "__metadata__";
export const LENGTH_BYTES = 8;
/** As in the reference implementation: a header that claims more is an attack or damage. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Number of values of a shape; NaN when it is too large to be exact. */
export function sizeOf(shape: readonly number[]): number {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  return Number.isSafeInteger(size) ? size : Number.NaN;
}

/** The format is little-endian; where the machine is too, bytes are copied whole. */
export const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
