import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDigest, readLease } from "@limen/artifact";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killHard, toyCommand } from "../faults/toy-command.ts";
import { startFakeSlurm } from "../support/fake-slurm.ts";
import { startRealSlurm } from "../support/real-slurm.ts";
import { outputDigests } from "../support/results.ts";
import { liveTasks, type Slurm, slurmTasks } from "../support/slurm.ts";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
// Every job is a command and a process of its stage; a busy machine takes seconds for each.
const MINUTES = 60_000;

const DAG = `
limen: 1
name: toy
nodes:
  numbers:
    uses: make-number
    foreach: { value: [11, 25] }
    resources: { cpus: 1, memory: 100MB, time: 5m, options: [--nice=1] }
  slow: { uses: work-slowly, shards: 2, with: { blocks: 3, milliseconds: 10 } }
  sum: { uses: sum-numbers, inputs: { numbers: numbers.number, extra: slow.number } }
`;
const SLOW = `
limen: 1
name: toy
nodes:
  slow: { uses: work-slowly, with: { blocks: 30, milliseconds: 400 } }
  after: { uses: round-number, inputs: { number: slow.number } }
`;

const onSlurm = ["--executor", "slurm", "--poll", "0.3"];

/** What must hold on any SLURM. */
function scenarios(slurm: () => Slurm): void {
  const start = (toys: ToyWorkspace, artifacts: string, ...args: string[]) => {
    Object.assign(process.env, slurm().environment);
    return toyCommand(toys, artifacts, ...args);
  };

  test(
    "fan-out, shards and dependencies run as array jobs, to the keys and bytes of a local run",
    async () => {
      const toys = toyWorkspace(["make-number", "work-slowly", "sum-numbers"]);
      const file = toys.writePipeline(DAG);
      const [local, cluster] = [join(toys.root, "local"), join(toys.root, "cluster")];
      const before = slurmTasks(slurm()).length;
      const ran = await start(toys, cluster, "run", file, ...onSlurm).ended;
      expect(ran.status, ran.output).toBe(0);
      expect(ran.output).toMatch(/^sum: is queued as job \d+_0$/m);
      expect(ran.output).toMatch(/^numbers\[25\] +ran /m);
      const tasks = slurmTasks(slurm()).slice(before);
      expect(tasks.map(({ state }) => state)).toEqual(Array(6).fill("COMPLETED"));
      expect(tasks.filter(({ jobName }) => jobName === "limen:toy:numbers")).toHaveLength(2);
      expect(existsSync(join(cluster, "jobs")) && readdirSync(join(cluster, "jobs"))).toEqual([]);
      expect(readdirSync(join(cluster, "work"))).toEqual([]);
      toys.forgetTrace();
      const again = await start(toys, cluster, "run", file).ended;
      expect(again.output).toContain("4 nodes, 4 cached");
      expect(toys.trace()).toEqual([]);
      const locally = await start(toys, local, "run", file).ended;
      expect(locally.status, locally.output).toBe(0);
      expect(outputDigests(cluster, "toy")).toEqual(outputDigests(local, "toy"));
      expect(readdirSync(join(cluster, "runs")).sort()).toEqual(readdirSync(join(local, "runs")).sort());
    },
    20 * MINUTES,
  );

  test(
    "a runner that was killed and started again goes on with its jobs; Ctrl-C then leaves none",
    async () => {
      const toys = toyWorkspace(["work-slowly", "round-number"]);
      const file = toys.writePipeline(SLOW);
      const artifacts = join(toys.root, "artifacts");
      const long = ["--set", "slow.blocks=1000"];
      const first = start(toys, artifacts, "run", file, ...onSlurm, ...long);
      await until(() => toys.trace().includes("block 1"));
      const live = () =>
        liveTasks(slurm())
          .map(({ name }) => name)
          .sort();
      const before = live();
      expect(before).toHaveLength(2);
      killHard(first.child.pid!, { all: false });
      expect((await first.ended).status).toBe(null);
      const blocks = toys.trace().length;
      const second = start(toys, artifacts, "run", file, ...onSlurm, ...long);
      let output = "";
      second.child.stdout?.on("data", (data: Buffer) => {
        output += data.toString();
      });
      const adopted = () =>
        [...output.matchAll(/goes on with job (\d+_0) of an earlier run/g)].map((found) => found[1]);
      await until(() => adopted().length === 2 || second.child.exitCode !== null);
      expect(adopted().sort()).toEqual(before);
      // The job went on without the runner, and nothing was submitted twice.
      await until(() => toys.trace().length > blocks + 1);
      expect(live()).toEqual(before);
      second.child.kill("SIGINT");
      const ended = await second.ended;
      expect(ended.status, ended.output).toBe(130);
      expect(ended.output).toContain("stopped; to continue:");
      expect(liveTasks(slurm())).toEqual([]);
      const after = toys.trace().length;
      await sleep(1500);
      expect(toys.trace()).toHaveLength(after);
      expect(readdirSync(join(artifacts, "locks"))).toEqual([]);
      expect(readdirSync(join(artifacts, "jobs"))).toEqual([]);
      expect(toys.trace().filter((line) => line === "block 0")).toHaveLength(1);
    },
    20 * MINUTES,
  );

  test(
    "a job that was killed is named with node, state, exit code and log; the same command then goes on from its blocks",
    async () => {
      const toys = toyWorkspace(["work-slowly", "round-number"]);
      const file = toys.writePipeline(SLOW);
      const artifacts = join(toys.root, "artifacts");
      const first = start(toys, artifacts, "run", file, ...onSlurm);
      await until(() => toys.trace().includes("block 1"));
      killHard(holderOf(artifacts), { all: true });
      const killed = await first.ended;
      expect(killed.status, killed.output).toBe(2);
      expect(killed.output).toMatch(
        /job \d+_0 of slow ended on \S+ with state FAILED, exit code (0:9 \(killed by SIGKILL\)|137:0 \(status 137\)); its log: \S+\/0\.log/,
      );
      expect(killed.output).toContain("resources.memory");
      expect(killed.output).toContain("after did not run: slow did not finish");
      expect(liveTasks(slurm())).toEqual([]);
      const next = await start(toys, artifacts, "run", file).ended;
      expect(next.status, next.output).toBe(0);
      expect(toys.trace().filter((line) => line === "block 0")).toHaveLength(1);
    },
    20 * MINUTES,
  );
}

describe("commands that behave like SLURM", () => {
  let fake: ReturnType<typeof startFakeSlurm>;
  beforeAll(() => {
    fake = startFakeSlurm();
  });
  afterAll(() => fake.stop());
  scenarios(() => fake);

  test(
    "one sbatch an array: dependencies, resources and flags are told, and squeue is asked for all jobs at once",
    async () => {
      const toys = toyWorkspace(["make-number", "round-number"]);
      const file = toys.writePipeline(`
limen: 1
name: toy
nodes:
  numbers: { uses: make-number, foreach: { value: [1, 2, 3] }, resources: { cpus: 2, memory: 1GB, time: 2h, gpus: 1, partition: long } }
  tens: { uses: round-number, inputs: { number: "numbers[2].number" } }
`);
      const artifacts = join(toys.root, "artifacts");
      const before = fake.calls().length;
      Object.assign(process.env, fake.environment);
      fake.silence(false);
      const { status, output } = await toyCommand(
        toys,
        artifacts,
        ...["run", file, ...onSlurm, "--sbatch=--account=lab", "-j", "2"],
      ).ended;
      expect(status, output).toBe(0);
      const [first = "", second = ""] = fake.calls().slice(before);
      expect(first).toContain("--job-name=limen:toy:numbers");
      expect(first).toContain("--array=0-2%2");
      expect(first).toContain(
        "--cpus-per-task=2 --mem=1024M --time=120 --gpus=1 --partition=long --account=lab",
      );
      expect(second).toMatch(/--dependency=afterok:\d+_1 /);
      expect(fake.calls()).toHaveLength(before + 2);
    },
    20 * MINUTES,
  );

  test(
    "what a stage says of the user's input is told with its place; a refused job and a silent controller are named",
    async () => {
      const toys = toyWorkspace(["go-wrong"]);
      const artifacts = join(toys.root, "artifacts");
      Object.assign(process.env, fake.environment);
      const run = (text: string, ...more: string[]) =>
        toyCommand(toys, artifacts, "run", toys.writePipeline(text), ...onSlurm, ...more).ended;
      const text = "limen: 1\nname: toy\nnodes:\n  bad: { uses: go-wrong, with: { how: user } }\n";
      const wrong = await run(text);
      expect(wrong.status).toBe(2);
      expect(wrong.output).toMatch(
        /faces\.csv, row 1: the file has no column emotion \(job \d+_0 of bad, log \S+\/0\.log\)/,
      );
      const refused = await run(text.replace("how: user }", "how: user }, resources: { partition: none }"));
      expect(refused).toMatchObject({ status: 2 });
      expect(refused.output).toContain("SLURM refused the job of bad: sbatch: error: invalid partition");
      expect(readdirSync(join(artifacts, "jobs"))).toEqual([]);
      const flags = await run(text, "--sbatch=--wrap=x");
      expect(flags.output).toContain("--sbatch --wrap=x: wrap is set by Limen");
      fake.silence(true);
      const silent = await run(text);
      fake.silence(false);
      expect(silent).toMatchObject({ status: 2 });
      expect(silent.output).toContain("SLURM does not answer: slurm_load_jobs error");
    },
    20 * MINUTES,
  );
});

const real = isFull ? await startRealSlurm() : { missing: "LIMEN_TEST_FULL is not set" };
describe.skipIf("missing" in real)(
  `Debian's SLURM on one node${"missing" in real ? ` (skipped: ${real.missing})` : ""}`,
  () => {
    const slurm = real as Slurm;
    afterAll(() => slurm.stop());
    scenarios(() => slurm);
  },
);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(50);
}

/** The process that holds the lock of a key. */
function holderOf(artifacts: string): number {
  const locks = join(artifacts, "locks");
  const key = readdirSync(locks).find((name) => isDigest(name));
  return readLease(join(locks, key ?? ""))!.holder.pid;
}
