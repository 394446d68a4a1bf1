import { canonicalJson, type RunRecord } from "@limen/artifact";
import type { Lock } from "./lock-file.ts";
import type { VerifiedFile } from "./verified-file.ts";

/** Whoever says what the results should be. */
interface Voucher {
  /** As which a node that is not vouched for is listed. */
  readonly output: "lock" | "signature";
  readonly name: string;
  readonly remedy: (pipeline: string) => string;
  readonly remedyOfExtra: (pipeline: string) => string;
}

export const LOCK_FILE: Voucher = {
  output: "lock",
  name: "the lock file",
  // Not `limen lock`: a reviewer would write over what the authors vouched for.
  remedy: (pipeline) => `npx limen challenge ${pipeline} NODE says how it differs`,
  remedyOfExtra: (pipeline) => `nobody vouched for it; npx limen challenge ${pipeline} NODE computes it anew`,
};

export const STATEMENT: Voucher = {
  output: "signature",
  name: "the signed statement",
  remedy: () => "ask whoever signed for the statement of these results, or for the results of this statement",
  remedyOfExtra: () => "ask whoever signed for a statement that names it",
};

/** Outputs that are not those that somebody vouched for, in their order; the first is where a difference began. */
export function compareWithLock(
  lock: Lock,
  records: ReadonlyMap<string, RunRecord>,
  { output: voucher, name: said, remedy, remedyOfExtra }: Voucher,
  objectPath: (digest: string) => string,
): VerifiedFile[] {
  const differing = Object.entries(lock.nodes).flatMap(([node, locked]) => {
    const record = records.get(node);
    // A node without a readable record is a fault already, or was never run here.
    if (record === undefined) return [];
    const names = new Set([...Object.keys(locked.outputs), ...Object.keys(record.outputs)]);
    return [...names].flatMap((output): VerifiedFile[] => {
      const [was, is] = [locked.outputs[output]?.sha256, record.outputs[output]];
      if (was === is?.digest) return [];
      const path = objectPath(is?.digest ?? was ?? "");
      const why = `${said} says sha256 ${was ?? "nothing of it"}, the run record ${is?.digest ?? "has no such output"}`;
      return [
        {
          node,
          output,
          path,
          bytes: is?.bytes ?? 0,
          state: "other",
          against: voucher,
          why,
          remedy: remedy(lock.pipeline),
        },
      ];
    });
  });
  const extra = [...records].filter(([node]) => !Object.hasOwn(lock.nodes, node));
  return [
    ...differing,
    ...extra.map(
      ([node, record]): VerifiedFile => ({
        node,
        output: voucher,
        path: objectPath(Object.values(record.outputs)[0]?.digest ?? record.key),
        bytes: 0,
        state: "other",
        against: voucher,
        why: `${said} knows no such node`,
        remedy: remedyOfExtra(lock.pipeline),
      }),
    ),
  ];
}

/** The first output of which two say different things, as `node.output`; code that changed without changing a byte is no difference. */
export function firstDifference(a: Lock, b: Lock): string | undefined {
  const saidBy = ({ nodes }: Lock) =>
    new Map(
      Object.entries(nodes).flatMap(([node, { outputs }]) =>
        Object.entries(outputs).map(([output, said]) => [`${node}.${output}`, canonicalJson(said)] as const),
      ),
    );
  const [ours, theirs] = [saidBy(a), saidBy(b)];
  return [...new Set([...ours.keys(), ...theirs.keys()])].find((name) => ours.get(name) !== theirs.get(name));
}
