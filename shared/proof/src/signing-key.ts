import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { readNamedFile } from "./read-named-file.ts";

const MAKE_ONE = "limen keygen FILE makes a pair of keys";

/** An ed25519 private key from a PEM file (PKCS#8), as `limen keygen` and `openssl genpkey -algorithm ed25519` write it. */
export function readPrivateKey(file: string): KeyObject {
  return checkedKey(file, "private", (pem) => createPrivateKey(pem));
}

/** An ed25519 public key from a PEM file (SPKI). A private key is refused: who checks a signature should not hold it. */
export function readPublicKey(file: string): KeyObject {
  return checkedKey(file, "public", (pem) => {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
      const hint = "give the public one, which limen keygen wrote beside it (FILE.pub)";
      throw new UserError({ message: "this is a private key", place: { file }, hint });
    }
    return createPublicKey(pem);
  });
}

function checkedKey(file: string, what: string, read: (pem: string) => KeyObject): KeyObject {
  const pem = readNamedFile(file, "key", MAKE_ONE);
  let key: KeyObject;
  try {
    key = read(pem);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ message: `this is no ${what} key in PEM form`, place: { file }, hint: MAKE_ONE });
  }
  if (key.asymmetricKeyType === "ed25519") return key;
  const message = `this is a key of ${key.asymmetricKeyType}; wanted one of ed25519`;
  throw new UserError({ message, place: { file }, hint: MAKE_ONE });
}

/** The public half of either. */
export function publicHalf(key: KeyObject): KeyObject {
  return key.type === "private" ? createPublicKey(key) : key;
}

/** By what a key is called: SHA-256 of its public half's DER bytes. */
export function keyId(key: KeyObject): string {
  const der = publicHalf(key).export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex");
}

/** Writes a new pair: FILE, which only its owner may read, and FILE.pub. Throws a UserError where either is there already. */
export function writeKeyPair(file: string): { readonly keyId: string; readonly publicFile: string } {
  const publicFile = `${file}.pub`;
  throwIfAny(
    [file, publicFile].filter(existsSync).map((place): Problem => {
      const hint = "name another: what was signed with a key can be checked with its other half only";
      return { message: "there is something of that name already", place: { file: place }, hint };
    }),
  );
  const pair = generateKeyPairSync("ed25519");
  // "wx": a file that came meanwhile is not written over.
  const opened = openSync(file, "wx", 0o600);
  try {
    writeFileSync(opened, pair.privateKey.export({ type: "pkcs8", format: "pem" }));
  } finally {
    closeSync(opened);
  }
  writeFileSync(publicFile, pair.publicKey.export({ type: "spki", format: "pem" }), { flag: "wx" });
  return { keyId: keyId(pair.publicKey), publicFile };
}
