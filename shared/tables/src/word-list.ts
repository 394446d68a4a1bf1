import { InternalError } from "@limen/errors";

const FIRST_SLOTS = 64;
const FREE = -1;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Different words, numbered as they first come up. Looks words up by their UTF-8 bytes, as they lie in a file, so that a
 * string is made once a word and not once a cell.
 */
export class WordList {
  readonly #names: string[] = [];
  /** The words' bytes one after the other, and where each starts; one start more than there are words. */
  #bytes = new Uint8Array(1024);
  #starts = new Int32Array(FIRST_SLOTS);
  /** Open addressing: numbers of words, never more than half full. */
  #slots = new Int32Array(FIRST_SLOTS * 2).fill(FREE);

  static of(names: Iterable<string>): WordList {
    const list = new WordList();
    for (const name of names) list.number(name);
    return list;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** Number of a word, new or known. */
  number(word: string): number {
    const bytes = Buffer.from(word, "utf8");
    return this.numberOfBytes(bytes, 0, bytes.length);
  }

  /** Number of the word in bytes[start, end). */
  numberOfBytes(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(bytes, start, end) & mask;
    for (;;) {
      const known = this.#slots[slot]!;
      if (known === FREE) return this.#add(bytes, start, end, slot);
      if (this.isWord(known, bytes, start, end)) return known;
      slot = (slot + 1) & mask;
    }
  }

  /** Whether bytes[start, end) are the word of that number. */
  isWord(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[number]!;
    const length = end - start;
    if (this.#starts[number + 1]! - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[from + i] !== bytes[start + i]) return false;
    return true;
  }

  byteLength(number: number): number {
    return this.#starts[number + 1]! - this.#starts[number]!;
  }

  /** Copies the word's bytes to target[at, …); gives the place after them. */
  copyTo(target: Uint8Array, at: number, number: number): number {
    const end = this.#starts[number + 1]!;
    let next = at;
    for (let i = this.#starts[number]!; i < end; i++) target[next++] = this.#bytes[i]!;
    return next;
  }

  #add(bytes: Uint8Array, start: number, end: number, slot: number): number {
    const number = this.#names.length;
    const from = this.#starts[number]!;
    const to = from + end - start;
    if (to > 2 ** 31 - 1) throw new InternalError("a column's different words take more than 2 GiB");
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(to, 2 * from)));
    if (number + 2 > this.#starts.length) this.#starts = grown(this.#starts, new Int32Array(2 * number + 2));
    for (let i = start; i < end; i++) this.#bytes[from + i - start] = bytes[i]!;
    this.#starts[number + 1] = to;
    this.#names.push(utf8.decode(this.#bytes.subarray(from, to)));
    this.#slots[slot] = number;
    if (2 * (number + 1) > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(FREE);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#names.length; number++) {
      let slot = hash(this.#bytes, this.#starts[number]!, this.#starts[number + 1]!) & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

function grown<A extends Uint8Array | Int32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}

/** FNV-1a, its high bits folded in: the mask keeps the low ones. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193);
  return value ^ (value >>> 15);
}
