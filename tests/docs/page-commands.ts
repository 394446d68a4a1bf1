/** Where a command that a page shows is executed, or why it cannot be. */
export type Execution =
  /** As it stands, by readme-commands.test.ts. */
  | "here"
  /** With its own small study, or as it stands: the test file that does so, and words of its call there. */
  | { readonly test: string; readonly words: readonly string[] }
  | { readonly reason: string };

const COLLECTED = "tests/pipeline/collected-study.test.ts";
const PROVED = "tests/proof/tiny-lock.test.ts";
const SNAKEMAKE = "tests/cluster/snakemake.test.ts";
const RELEASED = "tests/interop/release.test.ts";
const NOT_OURS = { reason: "a program of the reader's" };

/** By the beginning of the command; the first that fits counts. */
export const executions: readonly (readonly [begin: string, execution: Execution])[] = [
  ["npm run setup", { reason: "npm test does it before anything else" }],
  ["npm test", { reason: "runs this" }],
  ["npm run demo", { test: "tests/pipeline/demo-twice.test.ts", words: ["pipelines/demo.yaml"] }],
  ["npx limen plan ", "here"],
  ["npx limen stage ", "here"],
  [
    "npx limen run pipelines/ferplus",
    { reason: "needs FER+, which may not be passed on; its plan is made here" },
  ],
  ["npx limen run tiny", { test: PROVED, words: ['"run"', "pipelines/tiny.yaml"] }],
  ["npx limen verify tiny", { test: PROVED, words: ['"verify"', "pipelines/tiny.yaml"] }],
  ["npx limen challenge tiny", { test: PROVED, words: ['"challenge"', "pipelines/tiny.yaml"] }],
  ["npx limen verify demo", { test: "tests/pipeline/demo-twice.test.ts", words: ['"verify", DEMO'] }],
  ["npx limen claims demo", { test: "shared/cli/src/claims.test.ts", words: ['limen("claims")'] }],
  ["npx limen doctor --ops", { test: PROVED, words: ['"doctor", "--ops"'] }],
  ["npx limen show ", { test: "shared/cli/src/command.test.ts", words: ['"show"'] }],
  ["npx limen trace ", { test: PROVED, words: ['"trace"'] }],
  ["npx limen diff ", { test: PROVED, words: ['"diff"'] }],
  [
    "npx limen run demo-answers --set experiment.mode=collect",
    { test: COLLECTED, words: ['"run"', "mode=collect"] },
  ],
  [
    "npx limen run pipelines/demo.yaml",
    { test: "tests/pipeline/demo-twice.test.ts", words: ["pipelines/demo.yaml"] },
  ],
  ["npx limen run demo", { test: "tests/pipeline/demo-twice.test.ts", words: ["pipelines/demo.yaml"] }],
  ["npx limen collect ", { test: COLLECTED, words: ['"collect"'] }],
  ["npx limen simulate ", { test: COLLECTED, words: ['"simulate"'] }],
  ["npx limen withdrawn ", { test: COLLECTED, words: ['"withdrawn"'] }],
  ["npx limen gc", { test: COLLECTED, words: ['"gc"'] }],
  ["npx limen export snakemake ", { test: SNAKEMAKE, words: ['"export", "snakemake"'] }],
  ["cd runs && snakemake -c2", { test: SNAKEMAKE, words: ['"-c2"'] }],
  ["snakemake -j100 --executor slurm", { test: SNAKEMAKE, words: ['"--executor", "slurm"'] }],
  ["npx limen export rocrate ", { test: RELEASED, words: ['"export", "rocrate"'] }],
  ["npx limen export dataset ", { test: RELEASED, words: ['"export", "dataset"'] }],
  ["npx limen keygen ", { test: RELEASED, words: ['"keygen"'] }],
  ["npx limen sign ", { test: RELEASED, words: ['"sign"'] }],
  ["npx limen push ", { test: "shared/cli/src/sharing.test.ts", words: ['"push"'] }],
  ["npx limen pull ", { test: "shared/cli/src/sharing.test.ts", words: ['"pull"'] }],
  ["npx limen pack ", { test: "shared/cli/src/sharing.test.ts", words: ['"pack"'] }],
  ["npx limen unpack ", { test: "shared/cli/src/sharing.test.ts", words: ['"unpack"'] }],
  [
    "LIMEN_ARTIFACTS=tiny/artifacts npx limen verify ",
    { test: "shared/cli/src/sharing.test.ts", words: ['"verify"', "toy/artifacts"] },
  ],
  ["git clone ", NOT_OURS],
  ["printf ", NOT_OURS],
  ["rm -r ", NOT_OURS],
  ["sqlite3 ", { test: "tests/faults/backup.test.ts", words: ["VACUUM INTO"] }],
  ["pg_dump ", NOT_OURS],
];
