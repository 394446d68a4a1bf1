import { writeKeyPair } from "@limen/proof";
import { EXIT } from "../exit.ts";
import { print } from "../output.ts";

/** `limen keygen`: a pair of ed25519 keys, one to sign results with and one to publish. */
export async function keygen(file: string): Promise<number> {
  const { keyId, publicFile } = writeKeyPair(file);
  print(`wrote ${file} (sign with it, and show it to nobody) and ${publicFile} (publish it)`);
  print(`key ${keyId}`);
  return EXIT.good;
}
