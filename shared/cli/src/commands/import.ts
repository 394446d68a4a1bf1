import { join } from "node:path";
import { UserError } from "@limen/errors";
import { readParameters } from "@limen/runner";
import {
  checkRejected,
  describeImport,
  judgementsOf,
  readStudy,
  readTrials,
  type Understood,
  writeJudgements,
} from "@limen/trials";
import { importFields } from "@limen/trials/params";
import { stringify } from "yaml";
import { z } from "zod";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { table } from "../render/format.ts";
import { writeWhole } from "../write-whole.ts";

interface ImportOptions {
  readonly stimuli: string;
  readonly map?: string;
  readonly preview?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

/** A node's parameters, so that what a preview prints can stand in a file of its own too. */
const schema = z.strictObject({
  ...importFields,
  mode: z.literal("import").optional(),
  path: z.string().optional(),
});

/** Trials and rejects that a preview shows. */
const SHOWN = 8;

/**
 * `limen import`: reads trials of someone else's. A preview prints what they were taken for and writes nothing; else the
 * tables of run-experiment are written to a folder.
 */
export async function importTrials(path: string, options: ImportOptions): Promise<number> {
  const { preview = false, out, json } = options;
  if (preview === (out !== undefined)) {
    const message = preview
      ? "a preview writes nothing, so --out means nothing"
      : "where shall the tables go?";
    throw new UserError({ message, hint: "give either --preview or --out FOLDER" });
  }
  const params = options.map ? readParameters(options.map, schema) : schema.parse({});
  const study = await readStudy(options.stimuli);
  const understood = await readTrials(path, params, study);
  if (json) printJson(summaryOf(understood));
  else {
    const parts = [
      describeImport(understood),
      firstRows(understood),
      [nodeOf(path, params, understood, study.classes)],
    ];
    print(parts.map((lines) => lines.join("\n")).join("\n\n"));
  }
  checkRejected(understood, params.maxRejected);
  if (out === undefined) return EXIT.good;
  await writeWhole(out, (folder) =>
    writeJudgements(judgementsOf(understood, study), (name) => join(folder, `${name}.parquet`)),
  );
  if (!json) print(`written: trials, comparisons, participants and rejects (.parquet) in ${out}`);
  return EXIT.good;
}

/** For programs: what was understood, with every reject. */
function summaryOf({ files, numbers, scales, trials, rejects }: Understood): object {
  const participants = new Set(trials.map(({ participant }) => participant)).size;
  return {
    files: files.map(({ passedOver, ...file }) => ({ ...file, passedOver: Object.fromEntries(passedOver) })),
    numbers: numbers ?? null,
    scales,
    trials: trials.length,
    participants,
    rejects,
  };
}

function firstRows({ trials, rejects }: Understood): string[] {
  const header = ["participant", "trial", "stimulus", "response", "rt (ms)", "catch"];
  const rows = trials
    .slice(0, SHOWN)
    .map(({ participant, trial, stimulus, response, ratings, rtMs, catchClass }) => [
      participant,
      trial === null ? "" : String(trial),
      stimulus,
      ratings ? Array.from(ratings, (rating) => rating.toFixed(2)).join(" ") : (response ?? "none"),
      rtMs === null ? "" : rtMs.toFixed(0),
      catchClass ?? "",
    ]);
  const refused = rejects.slice(0, SHOWN).map(({ file, row, reason }) => [file, String(row), reason]);
  const more = rejects.length - refused.length;
  return [
    ...(rows.length > 0 ? [table(header, rows, [1, 4])] : []),
    ...(refused.length > 0 ? ["", table(["rejected", "row", "why"], refused, [1])] : []),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** A node that reads the same way whatever else the files will hold: guesses are written out, where all files share them. */
function nodeOf(
  path: string,
  params: z.output<typeof schema>,
  understood: Understood,
  classes: readonly string[],
): string {
  const { files, numbers, scales } = understood;
  const ratingsOf = (columns: readonly string[] | undefined) =>
    columns ? { ratings: Object.fromEntries(classes.map((name, index) => [name, columns[index]])) } : {};
  const shared = <T>(of: (file: Understood["files"][number]) => T): T | undefined => {
    const values = files.map((file) => JSON.stringify(of(file) ?? null));
    return new Set(values).size === 1 ? of(files[0]!) : undefined;
  };
  const times = shared(({ times: own }) => own);
  const { choices, aliases, encoding, participantIs } = params;
  const guessed = {
    mode: "import",
    path,
    layout: shared(({ layout }) => layout),
    columns: shared(({ columns, ratings }) => ({ ...columns, ...ratingsOf(ratings) })),
    encoding,
    participantIs,
    choices,
    aliases: Object.keys(aliases).length > 0 ? aliases : undefined,
    firstChoice: numbers?.first,
    rtUnit: times?.unit,
    decimal: times?.decimal,
    scales: Object.values(scales).some((scale) => scale !== undefined) ? scales : undefined,
    maxRejected: params.maxRejected,
  };
  const node = { uses: "run-experiment", with: guessed, inputs: { stimuli: "boundaries.stimuli" } };
  return `# In a pipeline:\n${stringify({ experiment: JSON.parse(JSON.stringify(node)) }).trimEnd()}`;
}
