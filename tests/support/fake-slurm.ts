import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Slurm } from "./slurm.ts";

/** The state of a task is a file `12_0` with `STATE|reason|exit code|comment|job name`. */
const STATE = `
set_state() { # task, state, reason, exit code
  IFS='|' read -r _ _ _ comment name < "$FAKE_SLURM/tasks/$1"
  echo "$2|$3|$4|$comment|$name" > "$FAKE_SLURM/tasks/.$1.$$" && mv "$FAKE_SLURM/tasks/.$1.$$" "$FAKE_SLURM/tasks/$1"
}
state_of() { IFS='|' read -r state _ < "$FAKE_SLURM/tasks/$1"; echo "$state"; }
`;

const COMMANDS = {
  sbatch: `#!/bin/bash
echo "$@" >> "$FAKE_SLURM/calls"
for flag in "$@"; do case "$flag" in
  --array=*) last=\${flag##*-}; last=\${last%%\\%*} ;;
  --comment=*) comment=\${flag#*=} ;;
  --job-name=*) name=\${flag#*=} ;;
  --output=*) output=\${flag#*=} ;;
  --dependency=afterok:*) after=\${flag#*afterok:} ;;
  --partition=none) echo "sbatch: error: invalid partition specified: none" >&2; exit 1 ;;
esac; done
mkdir -p "$FAKE_SLURM/tasks"
exec 9> "$FAKE_SLURM/lock"; flock 9
job=$(( $(cat "$FAKE_SLURM/last" 2> /dev/null || echo 100) + 1 )); echo "$job" > "$FAKE_SLURM/last"
for index in $(seq 0 "$last"); do
  echo "PENDING|Dependency|0:0|$comment|$name" > "$FAKE_SLURM/tasks/\${job}_$index"
  setsid fake-slurmd "\${job}_$index" "$index" "\${after:-}" "\${!#}" "\${output/\\%a/$index}" > /dev/null 2>&1 9>&- &
done
echo "$job"
`,
  "fake-slurmd": `#!/bin/bash
${STATE}
task=$1 index=$2 after=$3 script=$4 output=$5
for one in \${after//:/ }; do
  names=$one; [[ $one == *_* ]] || names=$(cd "$FAKE_SLURM/tasks" && ls | grep "^\${one}_")
  for name in $names; do
    while :; do case $(state_of "$name") in
      COMPLETED) break ;;
      PENDING|RUNNING) sleep 0.1 ;;
      *) set_state "$task" CANCELLED DependencyNeverSatisfied 0:0; exit ;;
    esac; done
  done
done
[ "$(state_of "$task")" = PENDING ] || exit
set_state "$task" RUNNING None 0:0
SLURM_ARRAY_TASK_ID=$index SLURM_JOB_ID=$task bash "$script" >> "$output" 2>&1 &
echo $! > "$FAKE_SLURM/tasks/.$task.pid"
wait $!
status=$?
[ "$(state_of "$task")" = RUNNING ] || exit
if [ $status -eq 0 ]; then set_state "$task" COMPLETED None 0:0
elif [ $status -gt 128 ]; then set_state "$task" FAILED JobLaunchFailure "0:$(( status - 128 ))"
else set_state "$task" FAILED NonZeroExitCode "$status:0"; fi
`,
  squeue: `#!/bin/bash
echo x >> "$FAKE_SLURM/questions"
[ -e "$FAKE_SLURM/silent" ] && { echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; }
cd "$FAKE_SLURM/tasks" 2> /dev/null || exit 0
for task in *; do
  [ -e "$task" ] || continue
  IFS='|' read -r state reason _ comment name < "$task"
  [[ "$*" == *%j* ]] && comment="$comment|$name"
  echo "\${task%_*}|\${task#*_}|$state|$reason|host1|$comment"
done
`,
  scontrol: `#!/bin/bash
IFS='|' read -r state reason code _ < "$FAKE_SLURM/tasks/\${!#}" || exit 1
echo "JobId=1 JobState=$state Reason=$reason ExitCode=$code BatchHost=host1"
`,
  sacct: `#!/bin/bash
echo "Slurm accounting storage is disabled" >&2; exit 1
`,
  scancel: `#!/bin/bash
${STATE}
for task in "$@"; do
  case $(state_of "$task") in PENDING|RUNNING)
    set_state "$task" CANCELLED None 0:15
    [ -e "$FAKE_SLURM/tasks/.$task.pid" ] && kill -TERM "$(cat "$FAKE_SLURM/tasks/.$task.pid")" ;;
  esac
done
exit 0
`,
} as const;

export interface FakeSlurm extends Slurm {
  /** What sbatch was called with. */
  calls(): string[];
  /** How often squeue was asked. */
  questions(): number;
  /** Makes the controller fall silent, or answer again. */
  silence(on: boolean): void;
  /** What `scancel` of an administrator's, a time limit or the memory killer does to a running task. */
  kill(task: string, state: string): void;
}

/** Commands that behave like SLURM's where Limen asks them: arrays, afterok, states, exit codes. Jobs really run. */
export function startFakeSlurm(): FakeSlurm {
  const folder = mkdtempSync(join(tmpdir(), "limen-fake-slurm-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const [name, text] of Object.entries(COMMANDS)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const lines = (name: string) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  };
  return {
    environment: { PATH: [bin, process.env.PATH].join(delimiter), FAKE_SLURM: folder },
    calls: () => lines("calls"),
    questions: () => lines("questions").length,
    silence(on) {
      if (on) writeFileSync(join(folder, "silent"), "");
      else rmSync(join(folder, "silent"), { force: true });
    },
    kill(task, state) {
      const path = join(folder, "tasks", task);
      const [, , , comment, name] = readFileSync(path, "utf8").trim().split("|");
      writeFileSync(path, `${state}|None|0:9|${comment}|${name}\n`);
      killTree(Number(readFileSync(join(folder, "tasks", `.${task}.pid`), "utf8")));
    },
    stop() {
      const tasks = join(folder, "tasks");
      const pids = existsSync(tasks) ? readdirSync(tasks).filter((name) => name.endsWith(".pid")) : [];
      for (const name of pids) killTree(Number(readFileSync(join(tasks, name), "utf8")));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** SIGKILL to a process and what it started. */
function killTree(pid: number): void {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  for (const child of stdout.split("\n").map(Number).filter(Boolean)) killTree(child);
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
