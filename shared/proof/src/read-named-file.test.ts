import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { readSignature } from "./check-signature.ts";
import { readLock } from "./lock-file.ts";
import { readPrivateKey, readPublicKey, writeKeyPair } from "./signing-key.ts";

function place() {
  const folder = temporaryDirectory();
  const key = join(folder, "author.key");
  writeKeyPair(key);
  return { folder, key, open: readPublicKey(`${key}.pub`) };
}

test("a folder in place of a key, a signature or a lock file is said to be one", () => {
  const { folder, open } = place();
  const wrong = join(folder, "folder");
  mkdirSync(wrong);
  expect(() => readPrivateKey(wrong)).toThrow(/folder: this is a folder, no key\n {2}→ name the file in it/);
  expect(() => readSignature(wrong, open, "toy")).toThrow("this is a folder, no signature");
  expect(() => readLock(wrong)).toThrow("this is a folder, no lock file");
});

test("what is not there is said to be not there, and what is no key no key", () => {
  const { folder, open } = place();
  expect(() => readPrivateKey(join(folder, "none"))).toThrow("there is no such key\n  → limen keygen FILE");
  expect(() => readSignature(join(folder, "none"), open, "toy")).toThrow("there is no such signature");
  expect(readLock(join(folder, "none"))).toMatchObject({ state: "absent" });
  writeFileSync(join(folder, "text"), "no key");
  expect(() => readPrivateKey(join(folder, "text"))).toThrow("this is no private key in PEM form");
});

test("a file that this user may not read is not taken for a wrong one", () => {
  const { folder, key } = place();
  chmodSync(folder, 0o755);
  chmodSync(key, 0o000);
  // No mode keeps root out: as root, ask as somebody else.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    expect(() => readPrivateKey(key)).toThrow(
      /author\.key: permission denied: this user may not read the key/,
    );
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
