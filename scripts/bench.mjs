// `npm run bench -- NAME`: sets up, brings the peer where there is one, runs bench/src/NAME.bench.ts. A benchmark with other
// peers than PyTorch has requirements of its own: bench/requirements-NAME.txt.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bringPython } from "./python.mjs";
import { environment, root, setup } from "./setup.mjs";

/** Benchmarks beside PyTorch. */
const PEERS = ["sample", "train"];
const sources = join(root, "bench/src");
const names = readdirSync(sources).flatMap((file) =>
  file.endsWith(".bench.ts") ? [file.slice(0, -".bench.ts".length)] : [],
);
const [name, ...rest] = process.argv.slice(2);
if (!name || !existsSync(join(sources, `${name}.bench.ts`))) {
  process.stderr.write(`usage: npm run bench -- NAME, where NAME is one of: ${names.join(", ")}\n`);
  process.exit(2);
}
setup();
const own = `bench/requirements-${name}.txt`;
const peers = existsSync(join(root, own)) ? own : PEERS.includes(name) ? "bench/requirements.txt" : undefined;
const environmentOfPeer = peers ? { LIMEN_PYTHON: bringPython(peers) } : {};
const args = ["--import", "tsx", join(sources, `${name}.bench.ts`), ...rest];
const env = { ...environment, ...environmentOfPeer };
process.exit(spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" }).status ?? 1);
