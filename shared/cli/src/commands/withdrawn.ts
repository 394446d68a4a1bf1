import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { listViews, openStore } from "@limen/artifact";
import { readWithdrawn } from "@limen/collect";
import { UserError } from "@limen/errors";
import { existingDatabase } from "../existing-database.ts";
import { EXIT } from "../exit.ts";
import { print, printError, printJson } from "../output.ts";
import { existingSecret } from "../read-secret.ts";
import { table } from "../render/format.ts";
import { findHolders, type Holder } from "../withdrawn/find-holders.ts";
import { countNamedInFile, type Withdrawn } from "../withdrawn/named-people.ts";
import { workspaceWithResults } from "../workspace-with-results.ts";

interface WithdrawnOptions {
  readonly database: string;
  /** Of a release's pseudonyms. */
  readonly secret?: string;
  readonly json?: boolean;
}

/** A file outside of the store that names people who withdrew. */
interface NamingFile {
  readonly path: string;
  readonly people: number;
}

/** `limen withdrawn`: what still holds people who withdrew from a study, and what will take it away. */
export async function withdrawn(folders: readonly string[], options: WithdrawnOptions): Promise<number> {
  const gone: Withdrawn = await readWithdrawn(existingDatabase(options.database));
  const store = openStore(workspaceWithResults().artifacts);
  const holders = gone.size === 0 ? [] : await findHolders(store, listViews(store.layout), gone);
  const pseudonyms = options.secret === undefined ? [] : await pseudonymsOf(gone, options.secret);
  const files = await namingFiles(folders, gone, new Set(pseudonyms));
  // What a stopped run kept to go on from says nowhere what it was computed from.
  const unfinished =
    gone.size === 0 ? [] : readdirSync(store.layout.work).map((name) => join(store.layout.work, name));
  const aside = gone.size === 0 ? [] : readdirSync(store.layout.quarantine);
  if (options.json)
    printJson({ withdrawn: gone.size, holders, files, unfinished, quarantined: aside.length });
  else tell(gone.size, holders, files);
  if (!options.json) {
    for (const path of unfinished) {
      printError(
        `${relative(process.cwd(), path)} was left by a run that was stopped, and may be computed from their answers: finish that run, or delete the folder`,
      );
    }
    if (aside.length > 0)
      printError(`${aside.length} damaged files were set aside: npx limen gc deletes them`);
  }
  return holders.length + files.length > 0 ? EXIT.failed : EXIT.good;
}

async function pseudonymsOf(gone: Withdrawn, file: string): Promise<string[]> {
  const secret = existingSecret(file);
  const { personPseudonym } = await import("@limen/release");
  return [...gone].map((digest) => personPseudonym(digest, secret));
}

async function namingFiles(
  folders: readonly string[],
  gone: Withdrawn,
  pseudonyms: ReadonlySet<string>,
): Promise<NamingFile[]> {
  const files = folders.flatMap((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) {
      const hint = "give folders that limen collect --export wrote";
      throw new UserError({ message: "there is no such file or folder", place: { file: folder }, hint });
    }
    if (!stat.isDirectory()) return [folder];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  });
  const counted: NamingFile[] = [];
  for (const path of files) counted.push({ path, people: await countNamedInFile(path, gone, pseudonyms) });
  return counted.filter(({ people }) => people > 0);
}

function tell(gone: number, holders: readonly Holder[], files: readonly NamingFile[]): void {
  print(`${gone} withdrew`);
  if (holders.length + files.length === 0) {
    if (gone > 0) print("nothing in the store or in the folders given holds any of them");
    return;
  }
  const rows = [
    ...holders.map(({ pipeline, node, people, outputs, current }) => [
      `${pipeline} ${node} (${outputs.map(({ name }) => name).join(", ")})`,
      people > 0 ? `names ${people}` : "computed from their answers",
      current.length > 0
        ? `a new export, npx limen run (${current.join(", ")}), then npx limen gc`
        : "npx limen gc",
    ]),
    ...files.map(({ path, people }) => [path, `names ${people}`, "a new export; then delete it"]),
  ];
  print(table(["held by", "how", "until"], rows));
}
