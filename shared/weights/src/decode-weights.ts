import { UserError } from "@limen/errors";
import {
  bytesOf,
  type Dtype,
  isLittleEndian,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  type TensorHeader,
  type Weights,
  type WeightsHeader,
} from "./format.ts";
import { parseHeader } from "./parse-header.ts";

/**
 * The weights in a safetensors file's bytes; F16 and BF16 become float32. `file` is for messages.
 * Throws a UserError for anything but a whole, consistent file of finite values.
 */
export function decodeWeights(bytes: Uint8Array, file = "weights"): Weights {
  const { header, dataStart } = decodeWeightsHeader(bytes, file, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.length - dataStart);
  const tensors = Object.entries(header.tensors).map(([name, tensor]) => {
    const data = readFloats(view, tensor);
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new UserError({ message: `value ${bad} is ${data[bad]}`, place: { file, field: name } });
    return [name, { shape: tensor.shape, data }] as const;
  });
  return { metadata: header.metadata, tensors: Object.fromEntries(tensors) };
}

/**
 * The header alone, checked against `fileBytes`, the size of the whole file. `bytes` are the first of it.
 * `dataStart` is where the tensors begin, in bytes from the start of the file.
 */
export function decodeWeightsHeader(
  bytes: Uint8Array,
  file: string,
  fileBytes: number,
): { header: WeightsHeader; dataStart: number } {
  const dataStart = LENGTH_BYTES + headerLength(bytes, file, fileBytes);
  const text = decodeText(bytes.subarray(LENGTH_BYTES, dataStart), file);
  return { header: parseHeader(text, fileBytes - dataStart, file), dataStart };
}

/** Length of the header in bytes, from the first 8 bytes of a file. Throws a UserError. */
export function headerLength(bytes: Uint8Array, file: string, fileBytes: number): number {
  const fail = (message: string): never => {
    throw new UserError({ message: `not a safetensors file: ${message}`, place: { file, field: "header" } });
  };
  if (bytes.length < LENGTH_BYTES) fail(`${bytes.length} bytes are too few`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    fail(`its header claims ${length} bytes, more than ${MAX_HEADER_BYTES}`);
  if (LENGTH_BYTES + Number(length) > fileBytes)
    fail(`its header claims ${length} bytes, but the file has ${fileBytes}`);
  return Number(length);
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError({ message: "the header is not UTF-8", place: { file, field: "header" } });
  }
}

function readFloats(view: DataView<ArrayBufferLike>, { dtype, begin, end }: TensorHeader): Float32Array {
  if (dtype === "F32" && isLittleEndian) {
    // Ten times as fast as value by value. A copy, because the bytes may stand at an odd address.
    const copy = new Uint8Array(end - begin);
    copy.set(new Uint8Array(view.buffer, view.byteOffset + begin, end - begin));
    return new Float32Array(copy.buffer);
  }
  const read: Record<Dtype, (at: number) => number> = {
    F32: (at) => view.getFloat32(at, true),
    F16: (at) => halfToNumber(view.getUint16(at, true)),
    // BF16 is the upper half of a float32.
    BF16: (at) => bitsToFloat(view.getUint16(at, true) << 16),
  };
  const size = bytesOf[dtype];
  return Float32Array.from({ length: (end - begin) / size }, (_, i) => read[dtype](begin + i * size));
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));
function bitsToFloat(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}
