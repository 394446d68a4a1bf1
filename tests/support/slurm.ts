import { spawnSync } from "node:child_process";

/** A SLURM to test against: the real one, or commands that behave like it. */
export interface Slurm {
  /** What a process needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops every process of it. */
  stop(): void;
}

export interface SlurmTask {
  /** `12_0` */
  readonly name: string;
  readonly state: string;
  readonly jobName: string;
}

/** All tasks that squeue knows, those that ended included. */
export function slurmTasks({ environment }: Slurm): SlurmTask[] {
  const args = ["--noheader", "--array", "--states=all", "--format=%F|%K|%T|%r|%N|%k|%j"];
  const { status, stdout, stderr } = spawnSync("squeue", args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`squeue: ${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [job = "", index = "", state = "", , , , jobName = ""] = line.trim().split("|");
      return { name: `${job}_${index}`, state, jobName };
    });
}

export function liveTasks(slurm: Slurm): SlurmTask[] {
  return slurmTasks(slurm).filter(({ state }) =>
    ["PENDING", "RUNNING", "COMPLETING", "CONFIGURING"].includes(state),
  );
}
