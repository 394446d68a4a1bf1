import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { OpenStudy } from "../study/open-study.ts";
import { gather } from "./gather.ts";
import { writeCollected } from "./write-collected.ts";

/** The tables of `writeCollected` in a tar of one folder, "collected". Equal answers, equal bytes. */
export async function packCollected(open: OpenStudy): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "limen-collected-"));
  try {
    await writeCollected(folder, await gather(open), open.study.classes);
    const tar = pack();
    for (const name of (await readdir(folder)).sort()) {
      // No time of day is in an export, nor who ran the server.
      tar.entry({ name: `collected/${name}`, mtime: new Date(0) }, await readFile(join(folder, name)));
    }
    tar.finalize();
    return await buffer(tar);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
