import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { downloadWheel } from "./download-wheel.ts";
import { ensureEngine } from "./ensure-engine.ts";
import { cacheDirectory, ENGINE_RECORD, engineDirectory, enginePin } from "./locate.ts";
import { findPython } from "./python.ts";
import { unpackWheel } from "./unpack-wheel.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "limen-engine-"));
  vi.stubEnv("LIMEN_CACHE", directory);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

test("the cache folder follows LIMEN_CACHE, then XDG_CACHE_HOME, then the home folder", () => {
  expect(cacheDirectory({ LIMEN_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
  expect(cacheDirectory({ XDG_CACHE_HOME: "/b" })).toBe("/b/limen");
  expect(cacheDirectory({})).toMatch(/\.cache\/limen$/);
});

test("an engine that is there is found at once", async () => {
  mkdirSync(engineDirectory(), { recursive: true });
  writeFileSync(join(engineDirectory(), ENGINE_RECORD), "{}");
  const start = performance.now();
  expect(await ensureEngine()).toEqual({ directory: engineDirectory(), installedNow: false });
  expect(performance.now() - start).toBeLessThan(50);
});

test("without Python the user is told what to install, and no lock stays", async () => {
  vi.stubEnv("PATH", directory);
  const failing = ensureEngine();
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(/no python3[\s\S]*apt-get install python3/);
  expect(readdirSync(join(directory, "engine"))).toEqual([]);
});

test("a wheel with another SHA-256 is refused and deleted", async () => {
  const wheel = join(directory, "tensorflow.whl");
  writeFileSync(wheel, "not the wheel");
  const python = { program: "python3", version: "" };
  await expect(downloadWheel(enginePin(), python, directory, () => {})).rejects.toThrow(/SHA-256/);
  expect(existsSync(wheel)).toBe(false);
});

test("a wheel from an interrupted installation is used without pip", async () => {
  const wheel = join(directory, "tensorflow.whl");
  writeFileSync(wheel, "abc");
  const pin = {
    ...enginePin(),
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  };
  const python = { program: "no-such-python", version: "" };
  expect(await downloadWheel(pin, python, directory, () => {})).toBe(wheel);
});

test("only the libraries and the C headers leave the wheel", async () => {
  const python = await findPython();
  const pin = enginePin();
  const wheel = join(directory, "tensorflow.whl");
  const members = [
    ...pin.libraries.map((library) => library.member),
    "tensorflow/include/tensorflow/c/c_api.h",
    "tensorflow/include/Eigen/Core",
    "tensorflow/__init__.py",
  ];
  const zip =
    "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n  [z.writestr(n, 'x') for n in sys.argv[2:]]";
  execFileSync(python.program, ["-c", zip, wheel, ...members]);
  await unpackWheel(wheel, { ...pin, companions: [] }, python, join(directory, "out"), () => {});
  const names = readdirSync(join(directory, "out", "tensorflow"));
  expect(names).toHaveLength(2 * pin.libraries.length + 1);
  expect(readdirSync(join(directory, "out", "tensorflow", "include"))).toEqual(["tensorflow"]);
});
