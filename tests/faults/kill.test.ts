import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { collectGarbage, openStore } from "@limen/artifact";
import { verifyPipeline } from "@limen/proof";
import { RandomStream } from "@limen/random";
import { findWorkspace, openSession } from "@limen/runner";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { outputDigests } from "../support/results.ts";
import { killHard, toyCommand } from "./toy-command.ts";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const KILLS = isFull ? 200 : 5;
/** Trials side by side: they wait for each other's processes more than for the cores. */
const AT_ONCE = isFull ? 4 : 2;
const ROUNDS = isFull ? 50 : 1;

const DAG = `
limen: 1
name: toy
nodes:
  number: { uses: make-number, with: { value: 17 } }
  slow: { uses: work-slowly, with: { blocks: 4, milliseconds: 30 } }
  sum: { uses: sum-numbers, inputs: { numbers: [number.number, slow.number] } }
  page: { uses: draw-picture, inputs: { number: sum.number } }
`;

function toysWithDag(): { toys: ToyWorkspace; file: string } {
  const toys = toyWorkspace(["make-number", "work-slowly", "sum-numbers", "draw-picture"]);
  return { toys, file: toys.writePipeline(DAG) };
}

test(
  `kill -9 of the command and all it started, at ${KILLS} random times: the plain command goes on to the same bytes`,
  async () => {
    const { toys, file } = toysWithDag();
    const calm = join(toys.root, "calm");
    // The first command on new stages bundles them; a run takes as long as the next ones.
    for (let i = 0; i < 2; i++) expect((await toyCommand(toys, calm, "plan", file).ended).status).toBe(0);
    const begin = performance.now();
    const { status, output } = await toyCommand(toys, calm, "run", file).ended;
    const milliseconds = performance.now() - begin;
    expect(status, output).toBe(0);
    const wanted = outputDigests(calm, "toy");
    const random = RandomStream.fromSeed("kill");
    let broken = 0;
    const queue = Array.from({ length: KILLS }, (_, index) => index);
    const work = async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
        const artifacts = join(toys.root, `killed-${index}`);
        const { child, ended } = toyCommand(toys, artifacts, "run", file);
        await sleep(random.split(index).uniform() * milliseconds);
        // Every third time what it started is left to find out by itself that nobody listens any more.
        killHard(child.pid!, { all: index % 3 !== 0 });
        if ((await ended).status === null) broken++;
        const next = await toyCommand(toys, artifacts, "run", file).ended;
        expect(next.status, `after kill ${index}: ${next.output}`).toBe(0);
        expect(outputDigests(artifacts, "toy"), `after kill ${index}`).toEqual(wanted);
        expectClean(toys, artifacts);
        rmSync(artifacts, { recursive: true, force: true });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    // The times are spread over the whole run, so most must have hit it.
    expect(broken).toBeGreaterThan(KILLS / 2);
    process.stdout.write(`${KILLS} kills, ${broken} of them before the end: all went on to the same bytes\n`);
  },
  isFull ? 3_600_000 : 240_000,
);

test(
  `8 processes bring the same pipeline up to date, ${ROUNDS} times: each node is computed once`,
  async () => {
    const { toys, file } = toysWithDag();
    let wanted: Record<string, string> | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      const artifacts = join(toys.root, `shared-${round}`);
      toys.forgetTrace();
      const commands = Array.from({ length: 8 }, () => toyCommand(toys, artifacts, "run", file, "-j", "2"));
      for (const { status, output } of await Promise.all(commands.map(({ ended }) => ended)))
        expect(status, output).toBe(0);
      const blocks = [0, 1, 2, 3].map((index) => `block ${index}`);
      expect(toys.trace().sort(), `round ${round}`).toEqual(
        ["make-number", "work-slowly", "sum-numbers", "draw-picture", ...blocks].sort(),
      );
      const digests = outputDigests(artifacts, "toy");
      wanted ??= digests;
      expect(digests, `round ${round}`).toEqual(wanted);
      expectClean(toys, artifacts);
      rmSync(artifacts, { recursive: true, force: true });
    }
  },
  isFull ? 3_600_000 : 240_000,
);

/** Every file verifies, and garbage collection leaves nothing half-written, locked or set aside. */
function expectClean(toys: ToyWorkspace, artifacts: string): void {
  const session = openSession({ ...findWorkspace(), stages: toys.stages, artifacts });
  expect(verifyPipeline("toy", session).filter(({ state }) => state !== "good")).toEqual([]);
  expect(readdirSync(join(artifacts, "quarantine"))).toEqual([]);
  const { layout } = openStore(artifacts);
  collectGarbage(layout, { dryRun: false });
  const left = readdirSync(artifacts, { recursive: true, encoding: "utf8" }).filter(
    (name) => /part/.test(name) || /^(tmp|work|locks|quarantine|roots)\//.test(name),
  );
  expect(left).toEqual([]);
  expect(JSON.parse(readFileSync(join(artifacts, "views/toy/nodes.json"), "utf8"))).toMatchObject({
    pipeline: "toy",
  });
}
