import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeGreyPng } from "@limen/images";
import { RandomStream } from "@limen/random";
import { FERPLUS_VOTES } from "./ferplus-rule.ts";

/** The smallest useful run: a few synthetic faces of a few people. */
export const exampleParams = { faces: 24, identities: 6, size: 32, validShare: 0.2, testShare: 0.2 };

/** The stage has no inputs: synthetic faces need none. */
export async function writeExampleInputs(_folder: string): Promise<Record<string, readonly string[]>> {
  return {};
}

/** A grey noise picture, different for each number. */
export function toyPicture(index: number, size = 48): Promise<Uint8Array> {
  const stream = RandomStream.fromSeed("toy picture").split(index);
  return encodeGreyPng(
    Uint8Array.from({ length: size * size }, () => stream.integer(256)),
    size,
  );
}

/** A folder in the shape of FER+: twelve pictures, four a split, two classes in turn, and their votes. */
export async function writeToyFerplus(folder: string): Promise<void> {
  const lines = [["Usage", "Image name", ...FERPLUS_VOTES].join(",")];
  const parts = [
    ["Training", "FER2013Train"],
    ["PublicTest", "FER2013Valid"],
    ["PrivateTest", "FER2013Test"],
  ] as const;
  for (const [p, [usage, part]] of parts.entries()) {
    await mkdir(join(folder, "data", part), { recursive: true });
    for (let i = 0; i < 4; i++) {
      const name = `fer${String(4 * p + i).padStart(7, "0")}.png`;
      await writeFile(join(folder, "data", part, name), await toyPicture(4 * p + i));
      lines.push(`${usage},${name},${i % 2 === 0 ? "7,2,0,1" : "1,9,0,0"},0,0,0,0,0,0`);
    }
  }
  await writeFile(join(folder, "fer2013new.csv"), `${lines.join("\n")}\n`);
}
