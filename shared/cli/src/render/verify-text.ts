import { relative } from "node:path";
import type { LockLookup, OtherEngine, OtherwiseMade, Signature, VerifiedFile } from "@limen/proof";
import { counted, size, table } from "./format.ts";

/** All that `limen verify` found. */
export interface Verified {
  /** As the command line names it. */
  readonly pipeline: string;
  readonly files: readonly VerifiedFile[];
  readonly notRun: readonly string[];
  /** Whoever vouches for the results: lock file, signed statement. */
  readonly vouchers: readonly (LockLookup | Signature)[];
  /** Where the lock file is looked for. */
  readonly lockPath: string;
  readonly otherEngine: OtherEngine | undefined;
  readonly otherwiseMade: readonly OtherwiseMade[];
}

export function isFault({ state }: VerifiedFile): boolean {
  return state !== "good" && state !== "unread";
}

/** The first output that is whole but not what the lock file says, in the pipeline's order: where the difference began. */
export function firstFromLock(files: readonly VerifiedFile[]): string | undefined {
  const first = files.find(({ against }) => against === "lock");
  return first?.output === "lock" ? first.node : first && `${first.node}.${first.output}`;
}

export function filesTable({ files }: Verified): string {
  const rows = files.map(({ node, output, state, bytes }) => [
    node,
    output,
    state,
    bytes > 0 ? size(bytes) : "",
  ]);
  return table(["node", "output", "state", "size"], rows, [3]);
}

/** That another engine computed them explains all that follows, so it comes first. */
export function engineLines({ otherEngine }: Verified): string[] {
  if (otherEngine === undefined) return [];
  return [
    `another engine than the lock file's computed these results (${otherEngine.changes.join(", ")}): other bytes are to be expected`,
  ];
}

/** Every fault with its place; what mends several in a row is said once, after the last. */
export function faultLines({ files, notRun, pipeline }: Verified): string[] {
  const faults = files.filter(isFault);
  const lines = faults.flatMap(({ node, output, state, path, why, remedy }, index) => {
    const where = node === "" ? output : `${node}, ${output}`;
    const line = `${state}: ${path} (${where})${why === undefined ? "" : `: ${why}`}`;
    return remedy === undefined || remedy === faults[index + 1]?.remedy ? [line] : [line, `  → ${remedy}`];
  });
  const missing = notRun.map((id) => `not run: ${id}`);
  if (missing.length > 0) missing.push(`  → npx limen run ${pipeline} computes it`);
  return [...lines, ...missing];
}

export function faultVerdict({ files, notRun, pipeline, otherEngine }: Verified): string[] {
  const [faults, all] = [distinct(files.filter(isFault)), distinct(files)];
  const head = `${faults} of ${counted(all, "file")} ${faults === 1 ? "differs" : "differ"}, ${counted(notRun.length, "node")} did not run`;
  const first = firstFromLock(files);
  if (first === undefined) return [head];
  return [
    `${head}; the first that is not the lock file's is ${first}`,
    ...(otherEngine === undefined
      ? ["  → another CPU may compute other bytes: npx limen doctor says whether this one was seen to agree"]
      : []),
    `  → how far apart: get the authors' results (npx limen pull, or unpack), then npx limen challenge ${pipeline} --tolerance 1e-4`,
    `(for authors only: npx limen lock ${pipeline} takes these results in place of those vouched for)`,
  ];
}

/** A file that is whole, but not what somebody vouches for, is listed twice. */
function distinct(files: readonly VerifiedFile[]): number {
  return new Set(files.map(({ node, output }) => `${node} ${output}`)).size;
}

export function goodVerdict({ files, vouchers }: Verified): string {
  const unread = files.filter(({ state }) => state === "unread").length;
  const says = vouchers.map(({ path }) => relative(process.cwd(), path));
  const against =
    says.length === 0 ? "" : `, and what ${says.join(" and ")} ${says.length > 1 ? "say" : "says"}`;
  const read = files.length - unread;
  if (unread > 0 && read === 1)
    return `1 of ${files.length} files was read and is as it was written${against}`;
  if (unread > 0) return `${read} of ${files.length} files were read and are as they were written${against}`;
  return `all ${counted(files.length, "file")} are as they were written${against}`;
}

/** What is no fault, and what "as they were written" does not say. */
export function remarkLines({ vouchers, lockPath, otherwiseMade }: Verified): string[] {
  const remarks: string[] = [];
  if (vouchers.length === 0)
    remarks.push(`no lock file says what they should be: there is no ${relative(process.cwd(), lockPath)}`);
  if (otherwiseMade.length > 0) remarks.push(otherwiseLine(otherwiseMade));
  return remarks;
}

/** Nodes of one cause together: `faces (params changed: size 16 → 24); prior, people (code of @limen/models changed)`. */
function otherwiseLine(nodes: readonly OtherwiseMade[]): string {
  const causes = new Map<string, string[]>();
  for (const { node, changes } of nodes) {
    const [first = ""] = changes;
    causes.set(first, [...(causes.get(first) ?? []), node]);
  }
  const named = [...causes].map(([cause, names]) => `${names.join(", ")} (${cause})`).join("; ");
  const results = nodes.length === 1 ? "1 node's result was" : `${nodes.length} nodes' results were`;
  return `${results} made by other code, parameters or engine than are here: ${named}`;
}
