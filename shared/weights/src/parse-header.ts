import { type Problem, throwIfAny, UserError } from "@limen/errors";
import {
  bytesOf,
  type Dtype,
  METADATA_KEY,
  sizeOf,
  type TensorHeader,
  type WeightsHeader,
} from "./format.ts";
import { repeatedKey } from "./repeated-key.ts";

/** Checks a header's JSON against the number of bytes that follow it. Throws one UserError with all problems. */
export function parseHeader(text: string, dataBytes: number, file: string): WeightsHeader {
  const problems: Problem[] = [];
  const report = (field: string, message: string): void => {
    problems.push({ message, place: { file, field } });
  };
  const header = parseObject(text, file);
  const metadata = parseMetadata(header.get(METADATA_KEY), report);
  const tensors: [string, TensorHeader][] = [];
  for (const [name, value] of header) {
    if (name === METADATA_KEY) continue;
    const tensor = parseTensor(value, (message) => report(name, message));
    if (tensor !== undefined) tensors.push([name, tensor]);
  }
  throwIfAny(problems);
  checkOffsets(tensors, dataBytes, report);
  throwIfAny(problems);
  return { metadata, tensors: Object.fromEntries(tensors) };
}

function parseObject(text: string, file: string): Map<string, unknown> {
  const fail = (message: string): never => {
    throw new UserError({ message: `the header ${message}`, place: { file, field: "header" } });
  };
  // The reference implementation demands the brace first, so that no other format can pose as this one.
  if (!text.startsWith("{")) fail("does not begin with {");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail("is not JSON");
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) fail(`names ${repeated} twice`);
  return new Map(Object.entries(value as object));
}

function parseMetadata(
  value: unknown,
  report: (field: string, message: string) => void,
): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(METADATA_KEY, "is not an object");
    return {};
  }
  const entries = Object.entries(value);
  for (const [key, text] of entries) {
    if (typeof text !== "string") report(METADATA_KEY, `${key} is not text`);
  }
  return Object.fromEntries(entries);
}

function parseTensor(value: unknown, report: (message: string) => void): TensorHeader | undefined {
  if (typeof value !== "object" || value === null) return void report("is not an object");
  const { dtype, shape, data_offsets: offsets, ...others } = value as Record<string, unknown>;
  for (const key of Object.keys(others)) report(`has the unknown key ${key}`);
  if (!isDtype(dtype)) {
    return void report(
      `has the type ${typeof dtype === "string" ? dtype : typeof dtype}; readable are ${Object.keys(bytesOf).join(", ")}`,
    );
  }
  if (!isSizes(shape)) return void report("shape is not a list of sizes");
  if (!isSizes(offsets) || offsets.length !== 2) return void report("data_offsets are not two positions");
  const [begin, end] = offsets as [number, number];
  if (end - begin !== sizeOf(shape) * bytesOf[dtype]) {
    return void report(`shape [${shape}] of ${dtype} does not take the ${end - begin} bytes of data_offsets`);
  }
  return { dtype, shape, begin, end };
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === "string" && Object.hasOwn(bytesOf, value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** The tensors must fill the data exactly, one after the other: no gap, no overlap, no rest to hide things in. */
function checkOffsets(
  tensors: readonly (readonly [string, TensorHeader])[],
  dataBytes: number,
  report: (field: string, message: string) => void,
): void {
  const inOrder = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const [name, tensor] of inOrder) {
    if (tensor.begin !== end) {
      report(name, `begins at byte ${tensor.begin}, but the tensor before it ends at ${end}`);
      return;
    }
    end = tensor.end;
  }
  if (end !== dataBytes) report("data", `the tensors take ${end} bytes, but the file holds ${dataBytes}`);
}
