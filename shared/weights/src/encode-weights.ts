import { invariant } from "@limen/errors";
import { isLittleEndian, LENGTH_BYTES, METADATA_KEY, sizeOf, type Weights } from "./format.ts";

/**
 * Tensors as the bytes of a safetensors file: names sorted, no gaps, so the same weights give the same bytes.
 * Throws an InternalError when a shape does not fit its data or a value is not finite.
 */
export function encodeWeights({ metadata, tensors }: Weights): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort();
  const header: [string, unknown][] = [[METADATA_KEY, sortedMetadata(metadata)]];
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    checkTensor(name, shape, data);
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: "F32", shape, data_offsets: [begin, end] }]);
  }
  // Object.fromEntries would move names that look like integers to the front.
  const json = `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
  const text = Buffer.from(json, "utf8");
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES + text.length, LENGTH_BYTES + headerBytes);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const name of names) {
    const { data } = tensors[name]!;
    putFloats(bytes, at, data);
    at += data.byteLength;
  }
  return bytes;
}

function sortedMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of entries)
    invariant(typeof value === "string", `weights: metadata ${key} is not text`);
  return Object.fromEntries(entries);
}

function checkTensor(name: string, shape: readonly number[], data: Float32Array): void {
  invariant(name !== METADATA_KEY, `weights: no tensor may be called ${METADATA_KEY}`);
  invariant(data instanceof Float32Array, `weights: ${name} is not a Float32Array`);
  const dimensions = shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0);
  invariant(
    dimensions && sizeOf(shape) === data.length,
    `weights: ${name} has shape [${shape}] but ${data.length} values`,
  );
  const bad = data.findIndex((value) => !Number.isFinite(value));
  invariant(bad < 0, `weights: value ${bad} of ${name} is ${data[bad]}`);
}

/** Little-endian whatever the machine. */
function putFloats(bytes: Uint8Array<ArrayBuffer>, at: number, data: Float32Array): void {
  if (isLittleEndian) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    return;
  }
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat32(at + i * 4, data[i]!, true);
}
