import { canonicalJson, isDeviceName, isDigest } from "@limen/artifact";
import { parseInstanceId } from "@limen/runner";

export const MANIFEST = "limen-pack.json";
export const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;

export interface PackedFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** The first entry of a pack: every other one, in order, so that nothing else is ever written. */
export interface PackManifest {
  readonly pack: 1;
  readonly pipeline: string;
  /** The pipeline's file in the pack. */
  readonly file: string;
  /** Instance to run key, in pipeline order. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, PackedFile>>;
}

/** What a pack may hold, and nothing that leads elsewhere on any system: small letters and digits of digests, and files beside the pipeline. */
const NAMES = [
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\.(lock|claims))?\.(yaml|yml|json)$/,
  /^artifacts\/objects\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/,
  /^artifacts\/runs\/[0-9a-f]{64}\.json$/,
];

export function isPackName(name: string): boolean {
  return NAMES.some((pattern) => pattern.test(name)) && !isDeviceName(name) && name !== MANIFEST;
}

/** What is wrong with a manifest; its value when nothing is. */
export function parseManifest(text: string): PackManifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  if (!isObject(value) || value.pack !== 1) return "it is of no version that is known here";
  const { pipeline, file, nodes, files } = value;
  if (typeof pipeline !== "string" || parseInstanceId(pipeline)?.instance !== null)
    return "it names no pipeline";
  if (!isObject(nodes) || !isObject(files) || typeof file !== "string")
    return "it lacks nodes, files or a file";
  for (const [id, key] of Object.entries(nodes)) {
    if (parseInstanceId(id) === undefined || typeof key !== "string" || !isDigest(key))
      return `it names a node ${JSON.stringify(id)}, which cannot be one`;
    if (!Object.hasOwn(files, `artifacts/runs/${key}.json`)) return `it has no run of ${id}`;
  }
  const folded = new Set<string>();
  for (const [name, one] of Object.entries(files)) {
    if (!isPackName(name)) return `it names a file ${JSON.stringify(name)}, which no pack holds`;
    if (!isFile(one)) return `it does not say what ${name} is`;
    if (folded.has(name.toLowerCase())) return `${name} is named twice where upper and lower case are one`;
    folded.add(name.toLowerCase());
  }
  if (!Object.hasOwn(files, file)) return "it has no pipeline file";
  const manifest = { pack: 1, pipeline, file, nodes, files } as PackManifest;
  return renderManifest(manifest) === text ? manifest : "it is not as limen pack wrote it";
}

/** The one text that a manifest has. Nodes and files keep their order. */
export function renderManifest({ pipeline, file, nodes, files }: PackManifest): string {
  const listed = Object.entries(files).map(([name, one]) => `${JSON.stringify(name)}: ${canonicalJson(one)}`);
  const lines = [
    '"pack": 1',
    `"pipeline": ${JSON.stringify(pipeline)}`,
    `"file": ${JSON.stringify(file)}`,
    `"nodes": ${JSON.stringify(nodes)}`,
    `"files": {\n    ${listed.join(",\n    ")}\n  }`,
  ];
  return `{\n  ${lines.join(",\n  ")}\n}\n`;
}

function isFile(value: unknown): value is PackedFile {
  if (!isObject(value)) return false;
  const { bytes, sha256 } = value;
  return Number.isSafeInteger(bytes) && Number(bytes) >= 0 && typeof sha256 === "string" && isDigest(sha256);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
