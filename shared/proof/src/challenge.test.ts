import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { openSession } from "@limen/runner";
import { toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { TOY_CHAIN, temporaryDirectory, toyWorkspace } from "@limen/testing";
import { expect, test, vi } from "vitest";
import { type ChallengeOptions, challenge } from "./challenge.ts";
import { makeLock } from "./make-lock.ts";

// Each node is a process of its own; a busy machine takes seconds to start one.
vi.setConfig({ testTimeout: 240_000 });

const CHAIN = `${TOY_CHAIN}  page: { uses: draw-picture, inputs: { number: rounded.number } }
`;

const options = (more: Partial<ChallengeOptions> = {}): ChallengeOptions => ({
  folder: join(temporaryDirectory(), "clean"),
  tolerance: 0,
  jobs: 2,
  signal: new AbortController().signal,
  onEvent: () => {},
  ...more,
});

test("a challenge computes each node anew, from its recorded inputs, and judges it apart", async () => {
  const toys = toyWorkspace(["make-number", "round-number", "draw-picture"]);
  const file = toys.writePipeline(CHAIN);
  await toyRun(toys, file);
  const { pipeline } = await toyPlan(toys, file);
  const session = openSession(workspaceOf(toys));
  const lock = await makeLock(pipeline, session);
  toys.forgetTrace();
  const all = await challenge(pipeline, session, ["first", "rounded", "page"], options());
  expect(toys.trace().sort()).toEqual(["draw-picture", "make-number", "round-number"]);
  expect(all.map(({ node, outputs }) => [node, outputs[0]?.verdict])).toEqual([
    ["first", "identical"],
    ["rounded", "identical"],
    ["page", "identical"],
  ]);

  // The middle node's code changes what it writes: it differs; what follows is judged from the recorded input.
  toys.writeStage("round-number", stageThatAdds(toys.stages, "round-number"));
  const changed = await toyPlan(toys, file);
  const again = await challenge(
    changed.pipeline,
    openSession(workspaceOf(toys)),
    ["rounded", "page"],
    options({ lock }),
  );
  expect(again).toMatchObject([
    {
      node: "rounded",
      changes: ["code of @toy/round-number changed"],
      outputs: [
        {
          verdict: "different",
          claimed: lock.nodes.rounded!.outputs.number!.sha256,
          differences: [
            {
              part: "values",
              count: 1,
              where: "value",
              before: "10",
              after: "11",
            },
          ],
        },
      ],
    },
    { node: "page", changes: [], outputs: [{ verdict: "identical" }] },
  ]);
});

test("a node that fails is said to fail, and one whose data are gone is left out; the others are judged", async () => {
  const toys = toyWorkspace(["make-number", "read-number"]);
  const file = toys.writePipeline(`
limen: 1
name: toy
nodes:
  first: { uses: make-number, with: { value: 17 } }
  mine: { uses: read-number, with: { path: mine.txt } }
`);
  writeFileSync(join(toys.root, "mine.txt"), "5");
  await toyRun(toys, file);
  const { pipeline } = await toyPlan(toys, file);
  rmSync(join(toys.root, "mine.txt"));
  appendFileSync(
    join(toys.stages, "make-number/src/index.ts"),
    '\nif (process.send) throw new Error("broken by hand");\n',
  );
  const folder = join(temporaryDirectory(), "kept");
  const judged = await challenge(
    pipeline,
    openSession(workspaceOf(toys)),
    ["first", "mine"],
    options({ folder }),
  );
  expect(judged).toMatchObject([
    { node: "first", failure: { kind: "internal", message: expect.stringContaining("broken by hand") } },
    { node: "mine", outputs: [], skipped: expect.stringContaining("mine.txt") },
  ]);
  expect(existsSync(folder)).toBe(true);
});

test("where the claimed artifact is not here, nothing is said to differ by so much; inputs that are not the claim's are named", async () => {
  const toys = toyWorkspace(["make-number", "round-number", "draw-picture"]);
  const file = toys.writePipeline(CHAIN);
  await toyRun(toys, file);
  const authors = await toyPlan(toys, file);
  const lock = await makeLock(authors.pipeline, authors.session);
  // A reviewer whose machine computes other numbers, and who has nothing of the authors' but the lock file.
  const theirs = { ...toys, artifacts: join(toys.root, "reviewer") };
  await toyRun(theirs, file, { set: ["first.value=27"] });
  const { pipeline, session } = await toyPlan(theirs, file, { set: ["first.value=27"] });
  expect(await challenge(pipeline, session, ["first", "page"], options({ lock }))).toMatchObject([
    {
      node: "first",
      outputs: [{ verdict: "not comparable", differences: [], note: expect.stringContaining("is not here") }],
      otherInputs: [],
    },
    { node: "page", outputs: [{ verdict: "not comparable" }], otherInputs: ["rounded.number"] },
  ]);
  // Without a lock file the reviewer's own records are the claim.
  expect(await challenge(pipeline, session, ["page"], options())).toMatchObject([
    { node: "page", outputs: [{ verdict: "identical" }], otherInputs: [] },
  ]);
  // With the authors' artifact beside them the two can be compared.
  const claimed = lock.nodes.first!.outputs.number!.sha256;
  const to = session.store.objects.path(claimed);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(authors.session.store.objects.path(claimed), to);
  expect(await challenge(pipeline, session, ["first"], options({ lock }))).toMatchObject([
    { outputs: [{ verdict: "different", differences: [{ where: "value", before: "17", after: "27" }] }] },
  ]);
});

test("what never ran cannot be challenged, and a damaged input is refused before anything is computed", async () => {
  const toys = toyWorkspace(["make-number", "round-number", "draw-picture"]);
  const file = toys.writePipeline(CHAIN);
  mkdirSync(toys.artifacts, { recursive: true });
  const { pipeline, session } = await toyPlan(toys, file);
  await expect(challenge(pipeline, session, ["rounded"], options())).rejects.toThrow(
    /first has not run here: there is nothing to challenge\n.*→ npx limen run .*toy\.yaml computes it\nrounded has not run here/,
  );
});

/** The toy stage of that name, whose numbers are one larger. */
function stageThatAdds(stages: string, name: string): string {
  return readFileSync(join(stages, name, "src/index.ts"), "utf8").replace(
    "* params.step }",
    "* params.step + 1 }",
  );
}
