import { useStore } from "@limen/artifact";
import { UserError } from "@limen/errors";
import {
  lastDayOf,
  makeDataset,
  readCitation,
  readResults,
  readStoredStudy,
  type StoredStudy,
  type TermsOptions,
  termsOf,
  writeDataset,
} from "@limen/release";
import { findWorkspace } from "@limen/runner";
import { existingDatabase } from "../existing-database.ts";
import { EXIT } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../open-pipeline.ts";
import { print, printError } from "../output.ts";
import { readSecret } from "../read-secret.ts";
import { writeWhole } from "../write-whole.ts";

interface DatasetCommandOptions extends PipelineOptions, TermsOptions {
  readonly to: string;
  readonly experiment?: string;
  readonly secret?: string;
  /** The study's database, or `none`. */
  readonly database?: string;
  readonly realFaces?: boolean;
}

/** `limen export dataset`: stimuli and trials for others to use, under pseudonyms. */
export async function exportDataset(file: string, options: DatasetCommandOptions): Promise<number> {
  const withdrawn = options.database === undefined ? undefined : await readGone(options.database);
  const { pipeline, session } = await openPipeline(file, options, { missingData: "allow" });
  const release = await useStore(session.store.layout);
  try {
    const results = await readResults(pipeline, session);
    const study = await readStoredStudy(results, {
      realFaces: options.realFaces === true,
      ...(options.experiment === undefined ? {} : { experiment: options.experiment }),
      ...(withdrawn === undefined ? {} : { withdrawn }),
    });
    checkLicense(study, options);
    const citation = readCitation(findWorkspace().root);
    const terms = termsOf(options, citation, { day: lastDayOf(results) });
    const dataset = makeDataset(study, secretOf(study, options.secret));
    await writeWhole(options.to, (folder) =>
      writeDataset(folder, dataset, study, pipeline.name, { version: citation.version, terms }),
    );
    const { people, simulated } = dataset.counts;
    const rows = study.trials.count + study.comparisons.count;
    print(
      `wrote ${options.to}: ${study.stimuli.length} stimuli, ${rows} trials of ${people} people and ${simulated} simulated participants, licence ${terms.license}`,
    );
    return EXIT.good;
  } finally {
    release();
  }
}

async function readGone(database: string): Promise<ReadonlySet<string>> {
  if (database === "none") return new Set();
  const { readWithdrawn } = await import("@limen/collect");
  return readWithdrawn(existingDatabase(database));
}

/** The licence of a program is nobody's word on what people gave. */
function checkLicense({ participants }: StoredStudy, { license }: DatasetCommandOptions): void {
  if (license !== undefined || participants.every(({ source }) => source === "simulated")) return;
  const message = "under which licence are people's answers published? What they agreed to says so";
  throw new UserError({ message, hint: "give its SPDX identifier: --license CC-BY-4.0" });
}

/** Simulated participants need none. */
function secretOf({ participants }: StoredStudy, file: string | undefined): string {
  if (participants.every(({ source }) => source === "simulated")) return "";
  if (file === undefined) {
    const message = "with which secret shall people's pseudonyms be made?";
    const hint = "give --secret FILE: it is made if it is not there, and the next release needs it again";
    throw new UserError({ message, hint });
  }
  const { secret, isNew } = readSecret(file);
  if (isNew)
    printError(`${file} is new: keep it, the next release needs it to give the same names; publish it never`);
  return secret;
}
