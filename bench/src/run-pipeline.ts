import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@limen/errors";
import { findWorkspace } from "@limen/runner";

const pipelines = fileURLToPath(new URL("../pipelines/", import.meta.url));

/** Runs a pipeline of this package, from the cache where it has run before; gives the folder of its view. */
export function runPipeline(name: string, settings: readonly string[] = []): string {
  const { root, artifacts } = findWorkspace();
  const args = [join(root, "shared/cli/bin/limen.mjs"), "run", join(pipelines, `${name}.yaml`), ...settings];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    throw new UserError({
      message: `the pipeline that makes the nets (bench/pipelines/${name}.yaml) did not finish`,
      hint: "mend what it says above, or give a finished run's folder: --view artifacts/views/ferplus",
    });
  }
  return join(artifacts, "views", `bench-${name}`);
}
