import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "./temporary-directory.ts";
import { type ToyName, toyStages } from "./toy-stages.ts";

/** Packages that toy stages may import, and so may the packages behind them. */
const LINKED = ["@limen/stage", "@limen/errors", "zod"] as const;

/** A pipeline of two nodes; more can be written below it. */
export const TOY_CHAIN = `
limen: 1
name: toy
nodes:
  first: { uses: make-number, with: { value: 17 } }
  rounded: { uses: round-number, inputs: { number: first.number } }
`;

/** A workspace of its own in a temporary folder, for tests of the runner: toy stages, pipelines, artifacts. */
export interface ToyWorkspace {
  readonly root: string;
  readonly stages: string;
  readonly artifacts: string;
  /** Writes (or overwrites) a stage package whose src/index.ts is `source`. */
  writeStage(name: string, source: string): void;
  /** Writes a pipeline file and gives its path. */
  writePipeline(yaml: string, file?: string): string;
  /** What the toy stages noted while they ran, in order: `make-number:start`, `slow:block 3`. */
  trace(): string[];
  forgetTrace(): void;
}

/** Makes a workspace with the named toy stages (all by default). Sets LIMEN_TOY_TRACE for their processes. */
export function toyWorkspace(names: readonly ToyName[] = Object.keys(toyStages) as ToyName[]): ToyWorkspace {
  const root = temporaryDirectory();
  const stages = join(root, "stages");
  const traceFile = join(root, "trace.txt");
  for (const name of LINKED) linkPackage(root, name);
  process.env.LIMEN_TOY_TRACE = traceFile;
  const workspace: ToyWorkspace = {
    root,
    stages,
    artifacts: join(root, "artifacts"),
    writeStage(name, source) {
      const folder = join(stages, name);
      mkdirSync(join(folder, "src"), { recursive: true });
      const dependencies = { "@limen/stage": "workspace:*", zod: "catalog:" };
      writeFileSync(
        join(folder, "package.json"),
        JSON.stringify({ name: `@toy/${name}`, type: "module", dependencies }),
      );
      writeFileSync(join(folder, "src", "index.ts"), source);
    },
    writePipeline(yaml, file = "toy.yaml") {
      const path = join(root, file);
      writeFileSync(path, yaml);
      return path;
    },
    trace: () =>
      existsSync(traceFile) ? readFileSync(traceFile, "utf8").trim().split("\n").filter(Boolean) : [],
    forgetTrace: () => writeFileSync(traceFile, ""),
  };
  for (const name of names) workspace.writeStage(name, toyStages[name]);
  return workspace;
}

function linkPackage(root: string, name: string): void {
  const link = join(root, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(packageFolder(name), link);
}

function packageFolder(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.resolve(name))); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === name)
      return folder;
  }
}
