import type { Resources } from "../pipeline/resources.ts";
import type { JobTask, SubmissionFiles } from "./submission.ts";

/** How a job calls Limen: the same for all jobs of a run. */
export interface JobCommand {
  /** Node and the command's file. */
  readonly program: readonly string[];
  /** Pipeline file and flags. */
  readonly arguments: readonly string[];
  /** Paths in flags are relative to it. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface JobScript {
  readonly name: string;
  readonly comment: string;
  readonly tasks: readonly JobTask[];
  readonly files: SubmissionFiles;
  readonly resources: Resources;
  /** Flags of sbatch for all jobs. */
  readonly options: readonly string[];
  /** Tasks of the array at once; undefined: as many as SLURM likes. */
  readonly atOnce: number | undefined;
  /** Tasks that must have ended well before any of these starts, as `afterok` names them. */
  readonly after: readonly string[];
  readonly command: JobCommand;
}

/** The script of an array job: one task an instance, or a shard of one. Equal input, equal text. */
export function jobScript(job: JobScript): string {
  const { tasks, files, command } = job;
  const cases = tasks.map(
    (task, index) => `  ${index}) task=(${taskArguments(task).map(quote).join(" ")}) ;;`,
  );
  const folder = quote(files.folder);
  const missing = `limen: $(hostname) does not see the artifact store; all hosts of the cluster must share the file system of ${files.folder}`;
  return `#!/bin/bash
# Written by limen run --executor slurm, for
#   sbatch ${jobFlags(job).map(quote).join(" ")} ${quote(files.script)}
# Each task of the array brings one instance, or one shard of it, up to date.
set -u
case "$SLURM_ARRAY_TASK_ID" in
${cases.join("\n")}
esac
if [ ! -f ${quote(files.tasks)} ]; then
  echo "${missing.replaceAll('"', '\\"')}" >&2
  exit 1
fi
cd ${quote(command.directory)} || exit 1
${Object.entries(command.environment)
  .map(([name, value]) => `export ${name}=${quote(value)}`)
  .join("\n")}
folder=${folder}
exec ${[...command.program, "run-node", ...command.arguments].map(quote).join(" ")} "\${task[@]}" \\
  --events "$folder/$SLURM_ARRAY_TASK_ID.events" --failure "$folder/$SLURM_ARRAY_TASK_ID.failure.json"
`;
}

/** The flags of sbatch that go with the script. Not in its head: there a path with a blank would be two words. */
export function jobFlags({
  name,
  comment,
  tasks,
  files,
  resources,
  options,
  atOnce,
  after,
}: JobScript): string[] {
  const { cpus, mebibytes, minutes, gpus, partition } = resources;
  const throttle = atOnce === undefined ? "" : `%${atOnce}`;
  return [
    `--job-name=${name}`,
    `--comment=${comment}`,
    `--array=0-${tasks.length - 1}${throttle}`,
    `--output=${files.folder.replaceAll("%", "%%")}/%a.log`,
    "--open-mode=append",
    "--nodes=1",
    "--ntasks=1",
    "--requeue",
    "--kill-on-invalid-dep=yes",
    ...(after.length === 0 ? [] : [`--dependency=afterok:${after.join(":")}`]),
    ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
    ...(mebibytes === undefined ? [] : [`--mem=${mebibytes}M`]),
    ...(minutes === undefined ? [] : [`--time=${minutes}`]),
    ...(gpus === undefined ? [] : [`--gpus=${gpus}`]),
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...options,
    ...resources.options,
  ];
}

function taskArguments({ id, recipe, shard, refresh }: JobTask): string[] {
  const share = shard === null ? [] : ["--shard", `${shard.index + 1}/${shard.of}`];
  return [id, "--recipe", recipe, ...share, ...(refresh ? ["--refresh"] : [])];
}

/** A word as bash reads it back. */
function quote(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
