import { relative } from "node:path";
import { useStore } from "@limen/artifact";
import { lockPath, makeLock, readLock, rememberLock, renderLock, writeLock } from "@limen/proof";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print } from "../output.ts";
import { counted } from "../render/format.ts";

interface LockOptions extends PipelineOptions {
  readonly out?: string;
}

/** `limen lock`: writes down what the pipeline's results are, to be committed beside it. */
export async function lock(file: string, options: LockOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, {
    missingData: "allow",
    access: "write",
  });
  const release = await useStore(session.store.layout);
  try {
    const made = await makeLock(pipeline, session);
    const path = options.out ?? lockPath(pipeline);
    const before = readLock(path);
    if (before.state === "found" && renderLock(before.lock) === renderLock(made)) {
      print(`${relative(process.cwd(), path)} says so already`);
    } else {
      writeLock(path, made);
      print(`wrote ${relative(process.cwd(), path)}: ${counted(Object.keys(made.nodes).length, "node")}`);
    }
    rememberLock(session.store, path);
    return EXIT.good;
  } finally {
    release();
  }
}
