import { useStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import {
  answerersOf,
  cloneAddress,
  lastDayOf,
  makeCrate,
  type Results,
  readCitation,
  readResults,
  type TermsOptions,
  termsOf,
  writeCrateArchive,
  writeCrateFolder,
} from "@limen/release";
import { findWorkspace } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print } from "../output.ts";
import { writeWhole, writeWholeFile } from "../write-whole.ts";

interface CrateCommandOptions extends PipelineOptions, TermsOptions {
  readonly to?: string;
  /** Commander's way to say --no-data and --no-times. */
  readonly data: boolean;
  readonly times: boolean;
}

/** `limen export rocrate`: what the pipeline's results are and how they came about, for programs that know nothing of Limen. */
export async function exportRocrate(file: string, options: CrateCommandOptions): Promise<number> {
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const release = await useStore(session.store.layout);
  try {
    const results = await readResults(pipeline, session);
    if (options.data) keepPeopleIn(results);
    const { root } = findWorkspace();
    const found = options.times ? { day: lastDayOf(results), url: cloneAddress(root) } : {};
    const citation = readCitation(root);
    const terms = termsOf(options, citation, found);
    const crate = makeCrate(results, terms, citation, options);
    const to = options.to ?? `${pipeline.name}-crate`;
    if (to.endsWith(".zip")) await writeWholeFile(to, (path) => writeCrateArchive(path, crate));
    else await writeWhole(to, (folder) => writeCrateFolder(folder, crate));
    const code = terms.url === undefined ? "no address of the code (--url)" : `code at ${terms.url}`;
    print(
      `wrote ${to}: ${results.runs.length} runs, ${crate.files.length} files, licence ${terms.license}, ${code}`,
    );
    return EXIT.good;
  } finally {
    release();
  }
}

/** Artifacts hold people's answers under the names that they came with. */
function keepPeopleIn(results: Results): void {
  const people = answerersOf(results).filter(({ simulated }) => !simulated);
  if (people.length === 0) return;
  const message = `${people.map(({ id }) => id).join(", ")}: people answered, and artifacts name them as their trials came in`;
  const hint =
    "give --no-data for a crate without artifacts; npx limen export dataset makes a pseudonymous release";
  throw new UserError({ message, hint });
}
