import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext } from "@limen/stage";
import { facesTable, readTable, rejectsTable, votesTable } from "@limen/tables";
import stage from "../index.ts";
import { run } from "../run.ts";

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "prepare-faces-"));

/** Runs the stage in a temporary folder and reads its tables back. */
export async function runStage(given: Record<string, unknown>, seed = 1) {
  const folder = await temporaryFolder();
  const place = (name: string) => join(folder, `${name}.parquet`);
  const log: string[] = [];
  const params = stage.params.parse(given);
  const context = createContext({
    params,
    seedPath: [seed, "prepare"],
    inputs: {},
    outputs: Object.fromEntries(Object.keys(stage.outputs).map((name) => [name, place(name)])),
    externals: params.path === undefined ? {} : { path: params.path },
    workDirectory: join(folder, "work"),
    share: { kind: "all" },
    onEvent: (event) => void (event.type === "log" && log.push(event.message)),
  });
  const failure = await run(context as unknown as Parameters<typeof run>[0]).then(
    () => undefined,
    (error: Error) => error,
  );
  const written = await stat(place("faces")).then(
    () => true,
    () => false,
  );
  return {
    log,
    failure,
    written,
    bytes: () => readFile(place("faces")),
    faces: () => readTable(place("faces"), facesTable),
    notFaces: () => readTable(place("notFaces"), facesTable),
    votes: () => readTable(place("votes"), votesTable),
    rejects: () => readTable(place("rejects"), rejectsTable),
  };
}

/** Runs the stage and gives the faces, the votes and the rejects; a failure is thrown. */
export async function runWell(given: Record<string, unknown>, seed = 1) {
  const ran = await runStage(given, seed);
  if (ran.failure !== undefined) throw ran.failure;
  const { rows: faces, metadata } = await ran.faces();
  const classes = JSON.parse(metadata.classes ?? "[]") as string[];
  return {
    faces,
    metadata,
    classes,
    notFaces: await ran.notFaces(),
    votes: (await ran.votes()).rows,
    rejects: (await ran.rejects()).rows,
    log: ran.log,
  };
}
