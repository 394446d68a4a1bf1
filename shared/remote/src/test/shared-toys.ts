import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@limen/artifact";
import { type FetchRun, loadPipeline, openSession, type Pipeline, type Session } from "@limen/runner";
import { toyRun, workspaceOf } from "@limen/runner/toy-run";
import { type ToyWorkspace, toyWorkspace } from "@limen/testing";
import type { Remote } from "../remote.ts";

const CHAIN = `
limen: 1
name: toy
nodes:
  first: { uses: make-number, with: { value: 17 } }
  other: { uses: make-number, with: { value: 40 } }
  rounded: { uses: round-number, inputs: { number: first.number } }
  page: { uses: draw-picture, inputs: { number: rounded.number } }
`;

/** One toy pipeline and as many stores for it as there are people in a test. */
export class SharedToys {
  readonly toys: ToyWorkspace;
  readonly file: string;

  constructor() {
    this.toys = toyWorkspace(["make-number", "round-number", "draw-picture"]);
    this.file = this.toys.writePipeline(CHAIN);
  }

  /** Whose artifacts these are; the same stages and pipeline. */
  async person(name: string, settings: readonly string[] = []): Promise<Person> {
    const toys = { ...this.toys, artifacts: join(this.toys.root, name) };
    const load = { stagesFolder: toys.stages, settings, missingData: "refuse" as const };
    const pipeline = await loadPipeline(this.file, load);
    return {
      toys,
      pipeline,
      session: () => openSession(workspaceOf(toys)),
      run: (fetchRun) =>
        toyRun(toys, this.file, { inProcess: true, set: settings, ...(fetchRun ? { fetchRun } : {}) }),
    };
  }
}

export interface Person {
  readonly toys: ToyWorkspace;
  readonly pipeline: Pipeline;
  /** A fresh one, as each command opens it. */
  session(): Session;
  run(fetchRun?: FetchRun): ReturnType<typeof toyRun>;
}

/** Digest of a node's only output. */
export function outputOf(person: Person, node: string): string {
  const key = viewOf(person).nodes[node] ?? "";
  const found = openStore(person.toys.artifacts).records.find(key);
  if (found.state !== "found") throw new Error(`${node} has not run`);
  return Object.values(found.record.outputs)[0]?.digest ?? "";
}

export function viewOf({ toys }: Person): { readonly nodes: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(toys.artifacts, "views/toy/nodes.json"), "utf8"));
}

/** Names of all objects of a store. */
export function objectsOf({ toys }: Person): string[] {
  const folder = join(toys.artifacts, "objects");
  return readdirSync(folder)
    .flatMap((name) => readdirSync(join(folder, name)))
    .sort();
}

/** Puts other bytes in the place of a remote's file. */
export async function spoil(remote: Remote, path: string, folder: string, bytes: string): Promise<void> {
  const file = join(folder, "spoilt");
  writeFileSync(file, bytes);
  await remote.put(path, file);
}
