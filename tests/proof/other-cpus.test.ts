import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PRODUCTS } from "@limen/numerics/cpu";
import type { VerifiedFile } from "@limen/proof";
import { temporaryDirectory } from "@limen/testing";
import { describe, expect, test } from "vitest";
import { limen } from "../support/limen.ts";
import { root } from "../support/root.ts";

/** Processors with AVX2 of both makers. */
const CPUS = ["Haswell", "EPYC-Rome"];
const emulator = process.env.LIMEN_TEST_FULL ? unpackEmulator() : { missing: "needs LIMEN_TEST_FULL=1" };

/**
 * An emulator computes as the standard says where a processor may choose, e.g. in estimates of reciprocals: what still gives the same
 * bytes does not depend on such a choice.
 */
describe.skipIf(typeof emulator !== "string")(
  `every op but large products gives the same bytes on CPUs that are emulated${typeof emulator === "string" ? "" : ` (${emulator.missing})`}`,
  () => {
    test.each(CPUS)(
      "%s",
      (cpu) => {
        const command = [
          process.execPath,
          join(root, "shared/cli/bin/limen.mjs"),
          "doctor",
          "--ops",
          "--json",
        ];
        const { stdout, stderr } = spawnSync(emulator as string, ["-cpu", cpu, ...command], {
          encoding: "utf8",
        });
        expect(stdout, stderr.slice(-2000)).toMatch(/^\[/);
        const checks = JSON.parse(stdout) as { name: string; value: string; ok: boolean }[];
        const ops = checks.filter(({ name }) => name === "ops");
        expect(ops.length).toBeGreaterThan(0);
        const differing = ops.filter(({ ok }) => !ok).map(({ value }) => value);
        // Excluded by name: README.md of @limen/numerics.
        expect(differing.filter((value) => !value.startsWith(`${PRODUCTS}: `))).toEqual([]);
        for (const value of differing) process.stdout.write(`on an emulated ${cpu}: ${value}\n`);
      },
      1_800_000,
    );

    test("pipelines/tiny.yaml comes out as its lock file says on an emulated Haswell", () => {
      const folder = temporaryDirectory();
      const artifacts = join(folder, "artifacts");
      // Every process of a stage starts with process.execPath.
      const node = join(folder, "node");
      writeFileSync(node, `#!/bin/sh\nexec "${emulator}" -cpu Haswell "${process.execPath}" "$@"\n`, {
        mode: 0o755,
      });
      const start = join(folder, "start.mjs");
      writeFileSync(start, `process.execPath = ${JSON.stringify(node)};\n`);
      process.env.NODE_OPTIONS = `--import ${pathToFileURL(start)}`;
      const { status, output } = limen(["run", "pipelines/tiny.yaml", "--json"], { artifacts });
      delete process.env.NODE_OPTIONS;
      expect(status, output.slice(-3000)).toBe(0);
      const lock = join(root, "pipelines/tiny.lock.json");
      const { stdout } = limen(["verify", "pipelines/tiny.yaml", "--lock", lock, "--json"], { artifacts });
      const { files } = JSON.parse(stdout) as { files: readonly VerifiedFile[] };
      expect(
        files.filter(({ state }) => state !== "good").map(({ node, output }) => `${node}.${output}`),
      ).toEqual([]);
    }, 3_600_000);
  },
);

/** QEMU of Debian's packages, unpacked into the user's cache and not installed; or why it cannot be had. */
function unpackEmulator(): string | { missing: string } {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "limen/test-qemu-user-static");
  const program = join(folder, "usr/bin/qemu-x86_64-static");
  if (existsSync(program)) return program;
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    const got = spawnSync("apt-get", ["download", "qemu-user-static"], { cwd: aside, encoding: "utf8" });
    const [archive] = readdirSync(aside);
    if (got.status !== 0 || archive === undefined)
      return { missing: `apt-get cannot fetch qemu-user-static: ${got.error?.message ?? got.stderr.trim()}` };
    const unpacked = spawnSync("dpkg-deb", ["-x", archive, "root"], { cwd: aside, encoding: "utf8" });
    if (unpacked.status !== 0) return { missing: `dpkg-deb cannot unpack ${archive}: ${unpacked.stderr}` };
    renameSync(join(aside, "root"), folder);
    return program;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
