import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { delimiter, join } from "node:path";
import { openStore } from "@limen/artifact";
import { formatProblem } from "@limen/errors";
import { temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { lockKey } from "../execute/key-lock.ts";
import { recipesOf } from "../identity/recipe.ts";
import { toyPlan } from "../test/toy-run.ts";
import { describeEnd } from "./describe-end.ts";
import { type JobScript, jobFlags, jobScript } from "./job-script.ts";
import { planJobs, tasksOf } from "./plan-jobs.ts";
import { submissionFiles, type taskKey } from "./submission.ts";

const PIPELINE = `
limen: 1
name: toy
nodes:
  numbers: { uses: make-number, foreach: { value: [11, 25] } }
  slow: { uses: work-slowly, shards: 2 }
  near: { uses: round-number, foreach: { step: [5, 10] }, inputs: { number: "numbers[11].number" } }
  sum: { uses: sum-numbers, inputs: { numbers: numbers.number, extra: slow.number } }
`;

async function recipes(text: string) {
  const toys = toyWorkspace(["make-number", "work-slowly", "round-number", "sum-numbers"]);
  const { pipeline, session } = await toyPlan(toys, toys.writePipeline(text));
  return { pipeline, recipes: recipesOf(pipeline, pipeline.instances, session) };
}

test("a recipe changes with what the node or one above it would compute, and with nothing else", async () => {
  const first = (await recipes(PIPELINE)).recipes;
  const edited = (await recipes(PIPELINE.replace("11, 25", "11, 26").replace("shards: 2", "shards: 3")))
    .recipes;
  expect(first.size).toBe(6);
  for (const id of ["numbers[11]", "slow", "near[5]", "near[10]"]) expect(edited.get(id)).toBe(first.get(id));
  expect(edited.get("sum")).not.toBe(first.get("sum"));
});

test("instances share an array where they wait for the same tasks; shards come before who joins them", async () => {
  const { pipeline, recipes: known } = await recipes(PIPELINE);
  const tasks = new Map(pipeline.instances.map((one) => [one.id, tasksOf(one, known, new Set(["sum"]))]));
  const names = (list: readonly Parameters<typeof taskKey>[0][]) =>
    list.map(
      ({ id, shard, refresh }) => `${id}${shard === null ? "" : ` ${shard.index}`}${refresh ? " anew" : ""}`,
    );
  const jobs = planJobs(pipeline.instances, tasks).map((job) => [names(job.tasks), names(job.after)]);
  expect(jobs).toEqual([
    [["numbers[11]", "numbers[25]"], []],
    [["slow 0", "slow 1"], []],
    [["slow"], ["slow 0", "slow 1"]],
    [["near[5]", "near[10]"], ["numbers[11]"]],
    [["sum anew"], ["numbers[11]", "numbers[25]", "slow"]],
  ]);
});

test("a job's script calls run-node with words that bash reads back as they were", () => {
  const folder = temporaryDirectory();
  const store = openStore(join(folder, "a store'of mine"));
  const files = submissionFiles(store.layout, "0123");
  mkdirSync(files.folder, { recursive: true });
  writeFileSync(files.tasks, "");
  const task = (id: string, index: number) => ({
    id,
    recipe: "r",
    shard: { index, of: 2 },
    refresh: index === 1,
  });
  const job: JobScript = {
    name: "limen:toy:a",
    comment: "limen/1/0123",
    tasks: [task("a[x.y]", 0), task("a[x.y]", 1)],
    files,
    resources: { cpus: 2, minutes: 90, options: ["--nice=1"] },
    options: ["--account=lab"],
    atOnce: 1,
    after: ["12", "13_0"],
    command: {
      program: ["printf", "%s\\n"],
      arguments: ["toy.yaml", "--set", "a.value='$HOME'"],
      directory: folder,
      environment: { LIMEN_MODE: "a b" },
    },
  };
  expect(jobFlags(job).join(" ")).toBe(
    `--job-name=limen:toy:a --comment=limen/1/0123 --array=0-1%1 --output=${files.folder}/%a.log --open-mode=append --nodes=1 --ntasks=1 --requeue --kill-on-invalid-dep=yes --dependency=afterok:12:13_0 --cpus-per-task=2 --time=90 --account=lab --nice=1`,
  );
  const text = jobScript(job);
  expect(jobScript(job)).toBe(text);
  const env = { ...process.env, SLURM_ARRAY_TASK_ID: "1" };
  const run = spawnSync("bash", ["-c", text], { encoding: "utf8", env });
  expect(run.stdout.trim().split("\n")).toEqual(
    [
      "run-node",
      "toy.yaml",
      "--set",
      "a.value='$HOME'",
      "a[x.y]",
      "--recipe",
      "r",
      "--shard",
      "2/2",
      "--refresh",
    ].concat([...["--events", `${files.folder}/1.events`, "--failure", `${files.folder}/1.failure.json`]]),
  );
  const elsewhere = spawnSync("bash", ["-c", text.replaceAll("tasks.json", "not-there.json")], {
    encoding: "utf8",
    env,
  });
  expect(elsewhere).toMatchObject({ status: 1, stdout: "" });
  expect(elsewhere.stderr).toContain("does not see the artifact store");
});

test.each([
  ["TIMEOUT", "0:15", "state TIMEOUT, exit code 0:15 (killed by SIGTERM)", "a longer resources.time"],
  ["OUT_OF_MEMORY", "0:125", "state OUT_OF_MEMORY, exit code 0:125 (signal 125)", "more resources.memory"],
  ["FAILED", "0:9", "state FAILED, exit code 0:9 (killed by SIGKILL)", "more resources.memory"],
  ["FAILED", "0:53", "state FAILED, exit code 0:53", "share the store's file system"],
  ["NODE_FAIL", "1:0", "state NODE_FAIL, exit code 1:0 (status 1)", "submitted anew"],
  ["COMPLETED", "0:0", "state COMPLETED;", "its result is not in the store"],
])(
  "a job that ended with %s %s is told with its node, host, log and a remedy",
  (state, exitCode, words, remedy) => {
    const log = join(temporaryDirectory(), "3.log");
    writeFileSync(log, "first\nlast words\n");
    const end = { state, exitCode, host: "host1" };
    const ended = { label: "a[x], shard 2 of 5", node: "a", job: "12_3", end, log, failure: "none.json" };
    const failure = describeEnd(ended);
    const text = failure.kind === "user" ? failure.problems.map(formatProblem).join("\n") : "";
    expect(text).toContain("job 12_3 of a[x], shard 2 of 5 ended on host1 with");
    expect(text).toContain(words);
    expect(text).toContain(`its log: ${log}, which ends so:\nfirst\nlast words`);
    expect(text).toContain(remedy);
  },
);

test("the lock of a job on another host is taken over when SLURM says that the job has ended, not before", async () => {
  const folder = temporaryDirectory();
  const store = openStore(join(folder, "store"));
  const lease = join(store.layout.locks, "key");
  const squeue = (text: string) => {
    writeFileSync(join(folder, "squeue"), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, "squeue"), 0o755);
  };
  vi.stubEnv("PATH", [folder, process.env.PATH].join(delimiter));
  const holder = { pid: 1, host: `not-${hostname()}`, boot: "b", started: "1", job: "77" };
  const children = [{ pid: process.pid, host: holder.host, boot: "b", started: "1" }];
  const wait = async (milliseconds: number) => {
    writeFileSync(lease, JSON.stringify({ holder, children }));
    const lock = await lockKey(store, "key", AbortSignal.timeout(milliseconds), () => {});
    lock?.release();
    return lock !== undefined;
  };
  squeue("echo RUNNING");
  expect(await wait(1000)).toBe(false);
  expect(JSON.parse(readFileSync(lease, "utf8"))).toMatchObject({ holder: { job: "77" } });
  squeue("echo COMPLETING; echo RUNNING");
  expect(await wait(1000)).toBe(false);
  squeue("echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1");
  expect(await wait(1000)).toBe(false);
  squeue("echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
  expect(await wait(60_000)).toBe(true);
  squeue("echo CANCELLED");
  expect(await wait(60_000)).toBe(true);
  vi.unstubAllEnvs();
});
