import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Letters of codes that people copy by hand: none is taken for another (Crockford's base 32). */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const CODE_GROUPS = 4;
const GROUP = 4;

/** A token that nobody guesses: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** A code to write down: four groups of four letters, 80 random bits. */
export function newCode(): string {
  const letters = Array.from(randomBytes(CODE_GROUPS * GROUP), (byte) => LETTERS[byte % LETTERS.length]!);
  return Array.from({ length: CODE_GROUPS }, (_, i) =>
    letters.slice(i * GROUP, (i + 1) * GROUP).join(""),
  ).join("-");
}

/** As a person may have typed it: without hyphens and blanks, in small letters, and with the letters that look like others put right. */
export function normaliseCode(typed: string): string {
  const plain = typed.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
  return plain.replaceAll("o", "0").replaceAll(/[il]/g, "1").replaceAll("u", "v");
}

/** Keyed hashes of one study: what is kept of names, tokens and codes. Each purpose has hashes of its own. */
export class Keys {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  person(name: string): string {
    return this.#hash("person", name);
  }

  token(token: string): string {
    return this.#hash("token", token);
  }

  withdrawal(code: string): string {
    return this.#hash("withdrawal", normaliseCode(code));
  }

  /** `value.signature`, for what a browser keeps and must not be able to make up. */
  sign(value: string): string {
    return `${value}.${this.#hash("signature", value)}`;
  }

  /** The value that was signed; undefined when it was not signed here. */
  verify(signed: string): string | undefined {
    const dot = signed.lastIndexOf(".");
    const value = signed.slice(0, Math.max(0, dot));
    return equalText(this.sign(value), signed) ? value : undefined;
  }

  #hash(purpose: string, text: string): string {
    return createHmac("sha256", this.#secret).update(`${purpose}\n${text}`).digest("base64url");
  }
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function equalText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
