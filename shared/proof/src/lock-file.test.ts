import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestText } from "@limen/artifact";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { type Lock, lockPath, readLock, renderLock, writeLock } from "./lock-file.ts";

const lock: Lock = {
  lock: 1,
  pipeline: "toy",
  engine: { engine: "tfjs-node", threads: 4, gpu: null },
  nodes: {
    "nets[vgg-s]": {
      key: digestText("key"),
      outputs: {
        weights: { sha256: digestText("weights"), bytes: 12 },
        curve: { sha256: digestText("curve"), bytes: 99, rows: 3, content: digestText("rows") },
      },
    },
    empty: { key: digestText("other"), outputs: {} },
  },
};

test("a lock file comes back as it was written, and stands beside its pipeline", () => {
  const path = join(temporaryDirectory(), "toy.lock.json");
  writeLock(path, lock);
  expect(readLock(path)).toEqual({ state: "found", path, lock });
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject(lock);
  expect(lockPath({ file: "pipelines/mine.yaml", name: "toy" })).toBe("pipelines/toy.lock.json");
  expect(readLock(join(path, "..", "none"))).toMatchObject({ state: "absent" });
});

test("an output takes one line, so that a diff shows which one changed", () => {
  const other: Lock = structuredClone(lock);
  Object.assign(other.nodes["nets[vgg-s]"]!.outputs.weights!, { sha256: digestText("new") });
  const [before, after] = [renderLock(lock).split("\n"), renderLock(other).split("\n")];
  expect(before).toHaveLength(after.length);
  expect(before.filter((line, i) => line !== after[i])).toEqual([
    expect.stringContaining('"weights"'),
    expect.stringContaining('"digest"'),
  ]);
});

test("no flipped bit, cut or added byte of a lock file goes unseen", () => {
  const path = join(temporaryDirectory(), "toy.lock.json");
  writeLock(path, lock);
  const good = readFileSync(path);
  const seen = (bytes: Buffer) => {
    writeFileSync(path, bytes);
    return readLock(path).state;
  };
  for (let byte = 0; byte < good.length; byte++) {
    const bytes = Buffer.from(good);
    bytes[byte]! ^= 1 << (byte % 8);
    expect(seen(bytes), `byte ${byte}`).toBe("damaged");
  }
  for (let length = 0; length < good.length; length += 13)
    expect(seen(good.subarray(0, length))).toBe("damaged");
  expect(seen(Buffer.concat([good, Buffer.from(" ")]))).toBe("damaged");
  expect(seen(Buffer.from('{"lock": 1, "pipeline": "toy", "engine": null, "nodes": {"a": null}}'))).toBe(
    "damaged",
  );
  expect(seen(good)).toBe("found");
});
