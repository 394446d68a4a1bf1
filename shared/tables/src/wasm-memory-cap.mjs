/**
 * The same WebAssembly module with an upper bound on its memory. resourceLimits of a thread bound its
 * JavaScript heap only; a decompression bomb grows the memory of the module, by default up to 4 GiB.
 * Rewrites the limits in the memory section (WebAssembly core specification, section 5.5.8).
 *
 * @param {Uint8Array} module
 * @param {number} pages 64 KiB each
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function capMemory(module, pages) {
  const headerBytes = 8;
  const memorySection = 5;
  for (let at = headerBytes; at < module.length; ) {
    const [size, body] = readUnsigned(module, at + 1);
    if (module[at] === memorySection) {
      const [count, flagsAt] = readUnsigned(module, body);
      const [minimum] = readUnsigned(module, flagsAt + 1);
      if (count !== 1 || (module[flagsAt] ?? 2) > 1)
        throw new Error("parquet-wasm: one plain memory expected");
      const limits = [1, 1, ...unsigned(minimum), ...unsigned(Math.max(pages, minimum))];
      const section = [memorySection, ...unsigned(limits.length), ...limits];
      return concatenate([module.subarray(0, at), Uint8Array.from(section), module.subarray(body + size)]);
    }
    at = body + size;
  }
  throw new Error("parquet-wasm: no memory section");
}

/**
 * LEB128.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @returns {[value: number, next: number]}
 */
function readUnsigned(bytes, start) {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error("parquet-wasm: module ends early");
    value += (byte % 128) * scale;
    if (byte < 128) return [value, at + 1];
  }
}

/**
 * @param {number} value
 * @returns {number[]}
 */
function unsigned(value) {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}

/** @param {Uint8Array[]} parts */
function concatenate(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
