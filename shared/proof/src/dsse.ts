import { type KeyObject, sign, verify } from "node:crypto";
import { type Problem, throwIfAny, UserError } from "@limen/errors";
import { keyId } from "./signing-key.ts";

/**
 * A signed message: DSSE 1.0 (Dead Simple Signing Envelope, secure-systems-lab/dsse), of which exactly one ed25519 signature is
 * allowed here.
 */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** Of the key that its writer says to have signed with: nobody vouches for it, so nothing but messages goes by it. */
  readonly keyid: string;
}

/** Largest envelope file that is looked into (bytes): a lock file of 100,000 outputs takes a third of it. */
export const LARGEST_ENVELOPE = 64 << 20;

/** The bytes that are signed: type and payload, each with its length, so that neither can pass for a part of the other. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

export function signEnvelope(payloadType: string, payload: Uint8Array, key: KeyObject): Envelope {
  const signature = sign(null, preAuthEncoding(payloadType, payload), key);
  return { payloadType, payload, signature, keyid: keyId(key) };
}

/** Whether this key signed these bytes as this type. */
export function isSignedBy({ payloadType, payload, signature }: Envelope, publicKey: KeyObject): boolean {
  return verify(null, preAuthEncoding(payloadType, payload), publicKey, signature);
}

export function renderEnvelope({ payloadType, payload, signature, keyid }: Envelope): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const signatures = [{ keyid, sig: base64(signature) }];
  return `${JSON.stringify({ payloadType, payload: base64(payload), signatures }, null, 2)}\n`;
}

/** Throws a UserError with every way in which a text is no such envelope. */
export function parseEnvelope(text: string, file: string): Envelope {
  const wrong = (message: string, field?: string): Problem => ({
    message,
    place: { file, ...(field ? { field } : {}) },
    hint: "give the file that limen sign wrote",
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(wrong(`this is not JSON: ${(error as Error).message}`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UserError(wrong("this is no DSSE envelope: wanted payloadType, payload and signatures"));
  const { payloadType, payload, signatures } = value as Record<string, unknown>;
  const problems: Problem[] = [];
  if (typeof payloadType !== "string" || payloadType === "")
    problems.push(wrong("it does not say of what type its payload is", "payloadType"));
  const bytes = decodeBase64(payload);
  if (bytes === undefined) problems.push(wrong("it is not base64", "payload"));
  const list = Array.isArray(signatures) ? (signatures as unknown[]) : [];
  if (list.length !== 1)
    problems.push(wrong(`wanted one signature, found ${list.length || "none"}`, "signatures"));
  const first = list[0];
  const { sig, keyid = "" } =
    typeof first === "object" && first !== null ? (first as Record<string, unknown>) : {};
  const signature = decodeBase64(sig);
  if (list.length === 1 && signature === undefined)
    problems.push(wrong("it is not base64", "signatures[0].sig"));
  if (typeof keyid !== "string") problems.push(wrong("it is not text", "signatures[0].keyid"));
  throwIfAny(problems);
  return {
    payloadType: payloadType as string,
    payload: bytes!,
    signature: signature!,
    keyid: keyid as string,
  };
}

/** Standard or URL-safe, as DSSE allows; undefined for anything that Node would read by leaving letters out. */
function decodeBase64(value: unknown): Buffer | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const standard = value.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  const bytes = Buffer.from(standard, "base64");
  return bytes.toString("base64").replace(/=+$/, "") === standard ? bytes : undefined;
}
