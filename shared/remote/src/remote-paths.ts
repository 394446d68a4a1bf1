import { randomBytes } from "node:crypto";
import { isDigest } from "@limen/artifact";
import { InternalError } from "@limen/errors";
import { parseInstanceId } from "@limen/runner";

/** The layout of a remote is that of artifacts/: so such a folder, copied as it is, can be pulled from. */
export function objectPath(digest: string): string {
  return `objects/${digest.slice(0, 2)}/${checked(digest)}`;
}

export function recordPath(key: string): string {
  return `runs/${checked(key)}.json`;
}

/** What was pushed of a pipeline last; see remote-lock.ts. */
export function lockFilePath(pipeline: string): string {
  if (parseInstanceId(pipeline)?.instance !== null)
    throw new InternalError(`"${pipeline}" cannot name a pipeline`);
  return `lock-files/${pipeline}.lock.json`;
}

/** Where files stand until they are whole. */
export const PARTS = "incoming";

/** A name that nobody else has; it says since when, so that what was left behind can be told. */
export function partPath(now: number): string {
  return `${PARTS}/${now}-${randomBytes(8).toString("hex")}.part`;
}

const WEEK_MILLISECONDS = 7 * 24 * 3600 * 1000;

/** Whether partPath made this name a week ago or more. */
export function isAbandonedPart(name: string, now: number): boolean {
  const since = /^(\d{13})-[0-9a-f]{16}\.part$/.exec(name)?.[1];
  return since !== undefined && isLongAgo(Number(since), now);
}

/** Whether a transfer that began then is given up: none takes a week. */
export function isLongAgo(since: number, now: number): boolean {
  return now - since > WEEK_MILLISECONDS;
}

function checked(digest: string): string {
  if (!isDigest(digest)) throw new InternalError(`"${digest}" is not a SHA-256 digest`);
  return digest;
}
