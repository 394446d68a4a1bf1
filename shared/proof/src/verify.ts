import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  canonicalJson,
  digestFile,
  digestText,
  type RunRecord,
  readView,
  viewDirectory,
} from "@limen/artifact";
import { UserError } from "@limen/errors";
import { parseInstanceId, type RunIdentity, type Session } from "@limen/runner";
import type { Signature } from "./check-signature.ts";
import { compareWithLock, firstDifference, LOCK_FILE, STATEMENT } from "./compare-with-lock.ts";
import type { Lock, LockLookup } from "./lock-file.ts";
import type { VerifiedFile } from "./verified-file.ts";

export interface VerifyOptions {
  readonly lock?: LockLookup;
  readonly signature?: Signature;
  /** Share of the outputs whose bytes are read, 0 to 1; records and the lock file are always read. */
  readonly sample?: number;
  /** Draws the sample: 0 ≤ x < 1. */
  readonly draw?: () => number;
}

/** Compares every byte of a pipeline's last results with its digests, records and lock file. Changes nothing. */
export function verifyPipeline(
  pipeline: string,
  session: Session,
  options: VerifyOptions = {},
): VerifiedFile[] {
  const { store } = session;
  const { lock, signature, sample = 1, draw = Math.random } = options;
  const [RUN, NAME] = [
    `npx limen run ${pipeline} computes it anew`,
    `npx limen run ${pipeline} names it anew`,
  ];
  const objectPath = (digest: string) => store.objects.path(digest);
  const files: VerifiedFile[] = [];
  const nodes = readIndex();
  const lookups = Object.entries(nodes).map(([node, key]) => ({ node, key, found: store.records.find(key) }));
  const records = new Map(
    lookups.flatMap(({ node, key, found }) =>
      found.state === "found" && keyOf(found.record) === key && nodeOf(found.record) === node
        ? [[node, found.record] as const]
        : [],
    ),
  );
  for (const { node, key, found } of lookups) {
    const record = records.get(node);
    const base = { node, output: "record", path: store.records.path(key), bytes: 0 };
    if (record === undefined && found.state === "found" && keyOf(found.record) === key) {
      const why = `it is of ${nodeOf(found.record)}`;
      files.push({ ...base, state: "other", why, remedy: RUN });
    } else if (record === undefined)
      files.push({ ...base, state: found.state === "absent" ? "missing" : "damaged", remedy: RUN });
    else
      files.push({ ...base, state: "good" }, ...verifyOutputs(node, record), ...verifyInputs(node, record));
  }
  if (lock !== undefined) files.push(...verifyLock(lock));
  if (signature !== undefined) files.push(...verifySignature(signature));
  return files;

  /** A damaged index names no runs, but is itself a fault; the lock file is compared all the same. */
  function readIndex(): Readonly<Record<string, string>> {
    try {
      return readView(store.layout, pipeline).nodes;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const path = join(store.layout.views, pipeline, "nodes.json");
      const remedy = `npx limen repair sets it aside, and npx limen run ${pipeline} writes it anew from what is cached`;
      files.push({ node: "", output: "index", path, bytes: 0, state: "damaged", remedy });
      return {};
    }
  }

  function verifyOutputs(node: string, record: RunRecord): VerifiedFile[] {
    return Object.entries(record.outputs).flatMap(
      ([output, { digest, bytes, extension }]): VerifiedFile[] => {
        const path = store.objects.path(digest);
        if (sample < 1 && existsSync(path) && draw() >= sample) {
          const whole = statSync(path).size === bytes;
          const file = { node, output, path, bytes };
          return [whole ? { ...file, state: "unread" } : { ...file, state: "damaged", remedy: RUN }];
        }
        const { state } = store.objects.check(digest);
        const file = { node, output, path, bytes, state };
        if (state !== "good") return [{ ...file, remedy: RUN }];
        return [file, ...verifyView(node, `${output}.${extension}`, digest)];
      },
    );
  }

  /** The readable name is what people open: it must stand for the object. One that is right is not listed. */
  function verifyView(node: string, name: string, digest: string): VerifiedFile[] {
    const place = parseInstanceId(node);
    if (place === undefined) return [];
    const path = join(viewDirectory(store.layout, pipeline, place.node, place.instance), name);
    const stat = statSync(path, { throwIfNoEntry: false });
    const base = { node, output: `view ${name}`, path, bytes: stat?.size ?? 0 };
    if (stat === undefined) return [{ ...base, state: "missing", remedy: NAME }];
    if (stat.ino === statSync(store.objects.path(digest)).ino || digestFile(path) === digest) return [];
    return [
      {
        ...base,
        state: "damaged",
        why: "it is not the artifact that it is named for",
        remedy: NAME,
      },
    ];
  }

  /** A node must have read what the nodes before it are said to have made. */
  function verifyInputs(node: string, { key, identity }: RunRecord): VerifiedFile[] {
    const { inputs } = identity as unknown as RunIdentity;
    return Object.values(inputs ?? {})
      .flat()
      .flatMap(({ from, digest }): VerifiedFile[] => {
        const dot = from.lastIndexOf(".");
        const made = records.get(from.slice(0, dot))?.outputs[from.slice(dot + 1)];
        if (made === undefined || made.digest === digest) return [];
        const why = `it read another ${from} than is there now`;
        return [
          {
            node,
            output: "record",
            path: store.records.path(key),
            bytes: 0,
            state: "other",
            why,
            remedy: `npx limen run ${pipeline} brings it up to date`,
          },
        ];
      });
  }

  function verifyLock(lookup: LockLookup): VerifiedFile[] {
    const { path } = lookup;
    const base = { node: "", output: "lock", path, bytes: 0 };
    const remedy = `take it back from version control (git checkout), or make it anew: npx limen lock ${pipeline}`;
    if (lookup.state === "absent") return [{ ...base, state: "missing", remedy }];
    if (lookup.state === "damaged")
      return [{ ...base, state: "damaged", why: "it is not as limen lock wrote it", remedy }];
    return [{ ...base, state: "good" }, ...compareWithLock(lookup.lock, records, LOCK_FILE, objectPath)];
  }

  function verifySignature(signed: Signature): VerifiedFile[] {
    const { path } = signed;
    const base = { node: "", output: "signature", path, bytes: 0 };
    if (signed.state === "refused")
      return [{ ...base, state: "other", why: signed.why, remedy: signed.remedy }];
    const older = lock?.state === "found" ? firstDifference(signed.lock, lock.lock) : undefined;
    if (older === undefined)
      return [{ ...base, state: "good" }, ...compareWithLock(signed.lock, records, STATEMENT, objectPath)];
    const why = `it is signed, but for other results than ${lock?.path} has (${older} first): it is older, or newer`;
    return [
      { ...base, state: "other", why, remedy: STATEMENT.remedy(pipeline) },
      ...compareWithLock(signed.lock, records, STATEMENT, objectPath),
    ];
  }
}

/** Nodes of the lock file that have no run here. */
export function notRun(lock: Lock, files: readonly VerifiedFile[]): string[] {
  const seen = new Set(files.map(({ node }) => node));
  return Object.keys(lock.nodes).filter((node) => !seen.has(node));
}

/** The instance that a run was of stands at the root of its randomness. */
function nodeOf({ identity }: RunRecord): string {
  const { seed = [] } = identity as unknown as Partial<RunIdentity>;
  const [, node, instance] = seed;
  return instance === undefined ? `${node}` : `${node}[${instance}]`;
}

/** A record tells its key twice: by name, and by all that the key was made of. */
function keyOf({ identity }: RunRecord): string {
  return digestText(canonicalJson(identity));
}
