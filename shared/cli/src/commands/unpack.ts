import { basename, join } from "node:path";
import { digestFile } from "@limen/artifact";
import { UserError } from "@limen/errors";
import { type PackManifest, unpack as unpackResults } from "@limen/remote";
import { shellWord } from "../command-line.ts";
import { EXIT } from "../exit.ts";
import { unpackedCommand } from "../find-pipeline.ts";
import { print } from "../output.ts";
import { counted } from "../render/format.ts";
import { writeWhole } from "../write-whole.ts";

/** `limen unpack`: what limen pack wrote, checked, in a new folder. */
export async function unpack(file: string, { to }: { to?: string }): Promise<number> {
  const out = to ?? basename(file).replace(/(\.limen)?\.tar$/, "");
  if (out === file) {
    const hint = `npx limen unpack ${shellWord(file)} --to FOLDER`;
    throw new UserError({
      message: "its name does not end in .tar: say where it goes",
      place: { file },
      hint,
    });
  }
  let manifest: PackManifest | undefined;
  const sha256 = digestFile(file);
  await writeWhole(out, async (folder) => {
    manifest = await unpackResults(file, folder);
  });
  const nodes = Object.keys(manifest?.nodes ?? {}).length;
  print(
    `unpacked ${counted(nodes, "node")} of ${manifest?.pipeline} into ${out}, every digest checked\nsha256 ${sha256}`,
  );
  print("to go on, name its results and its pipeline file, in every command:");
  print(unpackedCommand("verify", out, join(out, manifest?.file ?? "")));
  return EXIT.good;
}
