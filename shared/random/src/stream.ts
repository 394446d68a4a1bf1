import { createHash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

const TWO_TO_MINUS_53 = 2 ** -53;

/**
 * A splittable source of randomness.
 *
 * A stream is named by a path (seed, node, index, …). Splitting depends on the path alone, never on how much
 * was drawn, so an item's draws are the same whatever the batch size, the order or the number of shards.
 * The path is hashed with SHA-256 into the 128-bit state of a xoroshiro128+ generator (pure-rand).
 */
export class RandomStream {
  readonly path: string;
  readonly #generator: RandomGenerator;
  #spareNormal: number | undefined;

  private constructor(path: string) {
    this.path = path;
    const digest = createHash("sha256").update(path).digest();
    const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
    this.#generator = xoroshiro128plusFromState(state);
  }

  static fromSeed(seed: number | string): RandomStream {
    return new RandomStream(JSON.stringify(String(seed)));
  }

  /** The sub-stream of that label; the same label always gives the same, unused stream. */
  split(label: string | number): RandomStream {
    return new RandomStream(`${this.path}/${JSON.stringify(label)}`);
  }

  /** 32 random bits as an unsigned integer. */
  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67_108_864 + low) * TWO_TO_MINUS_53;
  }

  /** Standard normal, by Marsaglia's polar method (two at a time; the spare is kept). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spareNormal = v * scale;
        return u * scale;
      }
    }
  }

  /** `count` standard normals as float32. */
  normals(count: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.normal();
    return values;
  }

  /** Uniform integer in [0, bound); the bias of bound · 2⁻⁵³ is far below what any test could see. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }
}
