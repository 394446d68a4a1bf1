import {
  appendFileSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seesReads, surroundings } from "./surroundings.ts";

test("what is done around a box is told, what is done in it is not", () => {
  const { box, beside, disturbed } = surroundings({ "a.txt": "a", "folder/b.txt": "b" });
  const a = beside("a.txt");
  writeFileSync(join(box, "mine"), "x");
  readFileSync(join(box, "mine"));
  readdirSync(box);
  statSync(a);
  expect(disturbed()).toEqual([]);
  const deeds: readonly (() => unknown)[] = [
    () => appendFileSync(a, "more"),
    () => writeFileSync(beside("new"), ""),
    () => rmSync(beside("folder/b.txt")),
    () => linkSync(a, join(box, "second")),
  ];
  for (const deed of deeds) {
    deed();
    expect(disturbed(), String(deed)).not.toEqual([]);
    expect(disturbed(), String(deed)).toEqual([]);
  }
  if (!seesReads()) {
    process.stdout.write("NOTE: this file system keeps no time of the last read, so reads are not seen\n");
    return;
  }
  for (const read of [() => readFileSync(a), () => readdirSync(beside("folder"))]) {
    read();
    expect(disturbed(), String(read)).not.toEqual([]);
    expect(disturbed(), String(read)).toEqual([]);
  }
});
