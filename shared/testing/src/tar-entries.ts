import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { extract, type Header, pack } from "tar-stream";

export interface TarEntry {
  readonly header: Partial<Header> & { readonly name: string };
  readonly body: Buffer;
}

/** All entries of a tar, for a test to change. */
export async function readEntries(path: string): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const tar = extract();
  tar.end(readFileSync(path));
  for await (const entry of tar) {
    const { name, mode, mtime } = entry.header;
    entries.push({ header: { name, mode, mtime }, body: await buffer(entry) });
  }
  return entries;
}

export async function writeEntries(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { header, body } of entries) {
    const isPlain = header.type === undefined || header.type === "file";
    if (isPlain) tar.entry({ ...header, size: body.length }, body);
    else tar.entry(header, () => {});
  }
  tar.finalize();
  return buffer(tar);
}
