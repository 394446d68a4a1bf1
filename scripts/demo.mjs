// `npm run demo`: sets up, then runs the embedded default from faces to report.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment, root, setup } from "./setup.mjs";

setup();
const limen = join(root, "shared/cli/bin/limen.mjs");
const args = [limen, "run", "pipelines/demo.yaml", ...process.argv.slice(2)];
const { status, signal } = spawnSync(process.execPath, args, {
  cwd: root,
  env: environment,
  stdio: "inherit",
});
process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
