import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { cloneAddress, webAddress } from "./clone-address.ts";

test.each([
  ["https://code.example/ada/limen.git", "https://code.example/ada/limen"],
  ["https://ada:secret@code.example:8443/limen/?token=secret#secret", "https://code.example:8443/limen"],
  ["http://code.example/limen", "http://code.example/limen"],
  ["git@code.example:ada/limen.git", "https://code.example/ada/limen"],
  ["ssh://git@code.example:2222/ada/limen.git", "https://code.example/ada/limen"],
  ["/srv/limen", undefined],
  ["../limen", undefined],
  ["file:///srv/limen", undefined],
  ["C:\\Users\\ada\\limen", undefined],
  ["", undefined],
])("the origin %s is at %s", (origin, address) => {
  expect(webAddress(origin)).toBe(address);
});

test("a clone says where it came from, and a folder that is none says nothing, even within one", () => {
  const folder = temporaryDirectory();
  expect(cloneAddress(folder)).toBeUndefined();
  const git = (...args: string[]) => expect(spawnSync("git", ["-C", folder, ...args]).status).toBe(0);
  git("init", "--quiet");
  expect(cloneAddress(folder)).toBeUndefined();
  git("remote", "add", "origin", "git@code.example:ada/limen.git");
  expect(cloneAddress(folder)).toBe("https://code.example/ada/limen");
  const within = join(folder, "within");
  mkdirSync(within);
  expect(cloneAddress(within)).toBeUndefined();
});
