import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { afterAll, describe, expect, test } from "vitest";
import { toyCommand } from "../faults/toy-command.ts";
import { startRealSlurm } from "../support/real-slurm.ts";
import { outputDigests } from "../support/results.ts";
import { slurmTasks } from "../support/slurm.ts";
import { bringSnakemake } from "../support/snakemake.ts";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const MINUTES = 60_000;

const DAG = `
limen: 1
name: toy
nodes:
  numbers:
    uses: make-number
    foreach: { value: [11, 25] }
    resources: { cpus: 2, memory: 100MB, time: 5m, gpus: 1, partition: main, options: [--nice=1, "--account=a{b}"] }
  tens: { uses: round-number, inputs: { number: "numbers[25].number" } }
  slow: { uses: work-slowly, shards: 3, with: { blocks: 4, milliseconds: 10 } }
  sum: { uses: sum-numbers, inputs: { numbers: [numbers.number, tens.number], extra: slow.number } }
`;
/** Without what one host without graphics processors cannot give. */
const MODEST = DAG.replace(", gpus: 1", "").replace(', "--account=a{b}"', "");

const toys = () => toyWorkspace(["make-number", "round-number", "work-slowly", "sum-numbers"]);

async function exported(workspace: ToyWorkspace, text: string, ...flags: string[]): Promise<string> {
  const file = workspace.writePipeline(text);
  const to = join(workspace.root, "Snakefile");
  const artifacts = join(workspace.root, "artifacts");
  const { status, output } = await toyCommand(
    workspace,
    artifacts,
    "export",
    "snakemake",
    file,
    "--to",
    to,
    ...flags,
  ).ended;
  expect(status, output).toBe(0);
  return readFileSync(to, "utf8");
}

test(
  "a Snakefile has a rule an instance, with its inputs, shards, threads and resources, and always the same text",
  async () => {
    const workspace = toys();
    const text = await exported(workspace, DAG, "--set", "slow.blocks=5");
    expect(await exported(workspace, DAG, "--set", "slow.blocks=5")).toBe(text);
    expect(text).not.toContain(workspace.root);
    expect(text.match(/^rule \w+/gm)).toEqual(
      [
        "all",
        "node_numbers__11",
        "node_numbers__25",
        "node_tens",
        "node_slow__shard",
        "node_slow",
        "node_sum",
      ].map((name) => `rule ${name}`),
    );
    expect(text).toContain(
      'PIPELINE = shlex.join([os.path.join(workflow.basedir, "toy.yaml"), "--set", "slow.blocks=5"])',
    );
    expect(text).toContain(`rule node_numbers__25:
    output:
        "limen-toy/numbers/25.json",
    params:
        recipe=RECIPES["numbers[25]"],
    threads: 2
    resources:
        mem_mb=100,
        runtime=5,
        gpu=1,
        slurm_partition="main",
        slurm_extra="'--nice=1' '--account=a{b}'",
    shell:
        "{LIMEN} run-node {PIPELINE} 'numbers[25]' --recipe {params.recipe} --marker {output:q}"
`);
    expect(text).toContain(`rule node_slow:
    input:
        expand("limen-toy/slow.shard-{shard}-of-3", shard=range(1, 4)),
    output:
        "limen-toy/slow.json",
`);
    expect(text).toContain("--recipe {params.recipe} --shard {wildcards.shard}/3");
    writeFileSync(join(workspace.root, "Snakefile"), "rule mine:\n");
    const file = join(workspace.root, "toy.yaml");
    const to = join(workspace.root, "Snakefile");
    const refused = await toyCommand(workspace, workspace.artifacts, "export", "snakemake", file, "--to", to)
      .ended;
    expect(refused).toMatchObject({
      status: 2,
      output: expect.stringContaining("a file that Limen did not write"),
    });
  },
  5 * MINUTES,
);

const snakemake = isFull ? bringSnakemake() : { missing: "LIMEN_TEST_FULL is not set" };
const slurm = isFull ? await startRealSlurm() : { missing: "LIMEN_TEST_FULL is not set" };
afterAll(() => {
  if ("stop" in slurm) slurm.stop();
});

describe.skipIf(typeof snakemake !== "string")(
  `Snakemake of PyPI${typeof snakemake === "string" ? "" : ` (skipped: ${snakemake.missing})`}`,
  () => {
    /** Runs the exported Snakefile in the workspace's folder. */
    function runSnakemake(workspace: ToyWorkspace, artifacts: string, ...args: string[]): string {
      const result = spawnSync(snakemake as string, ["-s", join(workspace.root, "Snakefile"), ...args], {
        cwd: workspace.root,
        encoding: "utf8",
        env: { ...process.env, LIMEN_STAGES: workspace.stages, LIMEN_ARTIFACTS: artifacts },
      });
      const output = `${result.stdout}${result.stderr}`;
      expect(result.status, output).toBe(0);
      return output;
    }

    test(
      "its rules make the keys and bytes of limen run, which finds all cached; an edit runs what it changes",
      async () => {
        const workspace = toys();
        await exported(workspace, MODEST);
        const file = join(workspace.root, "toy.yaml");
        const [local, exportedTo] = [join(workspace.root, "local"), join(workspace.root, "artifacts")];
        runSnakemake(workspace, exportedTo, "-c2");
        expect(workspace.trace().filter((line) => line.startsWith("block"))).toHaveLength(4);
        workspace.forgetTrace();
        const cached = await toyCommand(workspace, exportedTo, "run", file).ended;
        expect(cached.output).toContain("toy: 5 nodes, 5 cached");
        expect(workspace.trace()).toEqual([]);
        expect((await toyCommand(workspace, local, "run", file).ended).status).toBe(0);
        expect(outputDigests(exportedTo, "toy")).toEqual(outputDigests(local, "toy"));
        const runs = readdirSync(join(local, "runs")).sort();
        expect(readdirSync(join(exportedTo, "runs")).sort()).toEqual(runs);
        const marker = JSON.parse(readFileSync(join(workspace.root, "limen-toy/sum.json"), "utf8")) as {
          key: string;
        };
        expect(runs).toContain(`${marker.key}.json`);
        expect(runSnakemake(workspace, exportedTo, "-c2")).toContain("Nothing to be done");
        // One block more: who computes them and who reads them run, and no other.
        workspace.writePipeline(
          MODEST.replace("shards: 3, with: { blocks: 4", "shards: 3, with: { blocks: 5"),
        );
        workspace.forgetTrace();
        runSnakemake(workspace, exportedTo, "-c2");
        expect(new Set(workspace.trace().filter((line) => !line.startsWith("block")))).toEqual(
          new Set(["work-slowly", "sum-numbers"]),
        );
      },
      30 * MINUTES,
    );

    test.skipIf("missing" in slurm)(
      `through its plugin its rules are jobs of SLURM${"missing" in slurm ? ` (skipped: ${slurm.missing})` : ""}`,
      async () => {
        if ("missing" in slurm) return;
        Object.assign(process.env, slurm.environment);
        const workspace = toys();
        await exported(workspace, MODEST);
        const artifacts = join(workspace.root, "artifacts");
        runSnakemake(workspace, artifacts, ...SLURM_FLAGS);
        expect(slurmTasks(slurm).length).toBeGreaterThanOrEqual(8);
        expect(slurmTasks(slurm).every(({ state }) => state === "COMPLETED")).toBe(true);
        workspace.forgetTrace();
        const cached = await toyCommand(workspace, artifacts, "run", join(workspace.root, "toy.yaml")).ended;
        expect(cached.output).toContain("toy: 5 nodes, 5 cached");
        expect(workspace.trace()).toEqual([]);
        expect(existsSync(join(workspace.root, "limen-toy/sum.json"))).toBe(true);
      },
      30 * MINUTES,
    );
  },
);

/** A SLURM without accounts and accounting: states come from squeue. */
const SLURM_FLAGS = [
  ...["-j4", "--executor", "slurm", "--slurm-no-account", "--slurm-status-command", "squeue"],
  ...["--slurm-init-seconds-before-status-checks", "2", "--latency-wait", "60"],
];
