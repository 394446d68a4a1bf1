import { createHash } from "node:crypto";
import type { Split } from "./candidate.ts";

/**
 * The split of a name, by the first 48 bits of its SHA-256: the same name always falls in the same split, whatever
 * else is in the data.
 */
export function splitByHash(name: string, shares: { readonly valid: number; readonly test: number }): Split {
  const place = hashPlace(name);
  if (place < shares.test) return "test";
  return place < shares.test + shares.valid ? "valid" : "train";
}

/** A number in [0, 1) that depends on the name alone. */
export function hashPlace(name: string): number {
  return createHash("sha256").update(name).digest().readUIntBE(0, 6) / 2 ** 48;
}

const NAMES: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  valid: "valid",
  validation: "valid",
  val: "valid",
  dev: "valid",
  publictest: "valid",
  test: "test",
  testing: "test",
  privatetest: "test",
};

/** The split that people mean by `train`, `val`, `PublicTest` …, or undefined. */
export function splitNamed(name: string): Split | undefined {
  return NAMES[name.trim().toLowerCase()];
}
