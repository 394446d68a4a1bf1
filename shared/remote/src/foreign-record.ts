import {
  canonicalJson,
  digestText,
  isDigest,
  isPlainName,
  parseRecord,
  type RunRecord,
} from "@limen/artifact";
import { instanceId, isOutputName, parseInstanceId, type RunIdentity } from "@limen/runner";

/** Larger ones are refused unread: a record holds settings and at most 200 lines of log. */
export const MOST_RECORD_BYTES = 32 * 1024 * 1024;

/** What the outputs of stages are called by; nothing else ever becomes part of a file's name. */
const EXTENSIONS = ["parquet", "safetensors", "html", "json", "md", "svg", "png"];

/**
 * The record of a key that somebody else wrote, if it is whole, is of that key by all that the key is made of, and names
 * nothing that could lead out of a folder. Undefined for any other text.
 */
export function parseForeignRecord(text: string, key: string): RunRecord | undefined {
  const record = parseRecord(text, key);
  if (record === undefined || digestText(canonicalJson(record.identity)) !== key) return undefined;
  return isPlain(record) ? record : undefined;
}

function isPlain({ node, outputs, identity }: RunRecord): boolean {
  if (typeof node !== "string" || parseInstanceId(node) === undefined) return false;
  if (typeof outputs !== "object" || outputs === null || Object.keys(outputs).length === 0) return false;
  const { inputs, seed } = identity as unknown as Partial<RunIdentity>;
  // The key was made of whose run it is, and the record's own word for that must be no other.
  if (
    !Array.isArray(seed) ||
    instanceId(String(seed[1]), seed[2] === undefined ? null : String(seed[2])) !== node
  )
    return false;
  if (typeof inputs !== "object" || inputs === null) return false;
  const reads = Object.values(inputs).flat();
  return (
    reads.every(({ from, digest }) => typeof from === "string" && isDigest(digest)) &&
    Object.entries(outputs).every(
      ([name, { digest, bytes, extension }]) =>
        isOutputName(name) &&
        isPlainName(`${name}.${extension}`) &&
        typeof digest === "string" &&
        isDigest(digest) &&
        Number.isSafeInteger(bytes) &&
        bytes > 0 &&
        EXTENSIONS.includes(extension),
    )
  );
}
