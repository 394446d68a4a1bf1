import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { toyRun } from "./test/toy-run.ts";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const RUNS = isFull ? 500 : 20;
/** Until then code is compiled and memory taken once for all. */
const WARM = isFull ? 100 : 10;
const LARGEST_GROWTH = 0.05;

const DAG = `
limen: 1
name: toy
nodes:
  a: { uses: make-number, with: { value: 1 } }
  b: { uses: round-number, foreach: { step: [5, 10] }, inputs: { number: a.number } }
  sum: { uses: sum-numbers, inputs: { numbers: [b.number] } }
`;

test(
  `${RUNS} runs leave no file, no open handle and no memory behind`,
  async () => {
    const toys = toyWorkspace(["make-number", "round-number", "sum-numbers"]);
    const file = toys.writePipeline(DAG);
    let warm: ReturnType<typeof use> | undefined;
    for (let run = 0; run < RUNS; run++) {
      const { result } = await toyRun(toys, file, {
        set: [`a.value=${run % 4}`],
        from: "a",
        inProcess: true,
      });
      expect([...result.values()].map(({ state }) => state)).toEqual(["ran", "ran", "ran", "ran"]);
      toys.forgetTrace();
      if (run + 1 === WARM) warm = use(toys.artifacts);
    }
    const { bytes, ...rest } = use(toys.artifacts);
    const { bytes: bytesBefore, ...restBefore } = warm!;
    expect(rest).toEqual(restBefore);
    expect(rest.left).toEqual([]);
    const growth = bytes / bytesBefore - 1;
    process.stdout.write(`${RUNS} runs: memory grew by ${(100 * growth).toFixed(1)} % since run ${WARM}\n`);
    // Twenty runs are too few to tell growth from what is still being compiled.
    if (isFull) expect(growth).toBeLessThan(LARGEST_GROWTH);
  },
  isFull ? 1_800_000 : 60_000,
);

function use(artifacts: string) {
  collectMemory();
  const files = (folder: string) =>
    readdirSync(join(artifacts, folder), { recursive: true, encoding: "utf8" }).length;
  const left = ["tmp", "work", "locks", "quarantine"].flatMap((folder) =>
    readdirSync(join(artifacts, folder)),
  );
  return {
    left,
    objects: files("objects"),
    runs: files("runs"),
    views: files("views"),
    handles: readdirSync("/proc/self/fd").length,
    resources: process.getActiveResourcesInfo().filter((name) => name !== "Immediate").length,
    bytes: process.memoryUsage.rss(),
  };
}

/** Memory that could be given back is no growth. */
function collectMemory(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
}
