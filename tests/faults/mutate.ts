import type { RandomStream } from "@limen/random";

/** A file's bytes after one to four random changes; half of them near its start or end, where formats keep their directories. */
export function mutate(good: Uint8Array, random: RandomStream): Buffer {
  let bytes: Buffer = Buffer.from(good);
  const changes = 1 + Math.floor(random.uniform() * 4);
  for (let i = 0; i < changes && bytes.length > 0; i++) bytes = change(bytes, random);
  return bytes;
}

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff];
const DIRECTORY_BYTES = 600;

function change(bytes: Buffer, random: RandomStream): Buffer {
  const at = position(bytes.length, random);
  const length = 1 + Math.floor(random.uniform() * 16);
  switch (Math.floor(random.uniform() * 6)) {
    case 0:
      bytes[at]! ^= 1 << Math.floor(random.uniform() * 8);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3: // a piece twice
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 4: // numbers as large or small as they get
      return bytes.fill(
        EXTREMES[Math.floor(random.uniform() * EXTREMES.length)]!,
        at,
        Math.min(bytes.length, at + length),
      );
    default:
      for (let i = at; i < Math.min(bytes.length, at + length); i++) bytes[i] = random.uniform() * 256;
      return bytes;
  }
}

function position(length: number, random: RandomStream): number {
  const near = Math.min(length, DIRECTORY_BYTES);
  const where = random.uniform();
  if (where < 0.4) return length - 1 - Math.floor(random.uniform() * near);
  return Math.floor(random.uniform() * (where < 0.6 ? near : length));
}
