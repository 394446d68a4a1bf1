import { type ColumnKind, describeTable } from "@limen/tables";
import { stringify } from "yaml";
import type { Terms } from "../terms.ts";
import type { WrittenTable } from "./croissant.ts";
import type { Dataset } from "./make-dataset.ts";
import type { StoredStudy } from "./read-study.ts";

/** What a release is called and how it is described in a paragraph, wherever that is asked. */
export function aboutDataset(
  { counts, classes }: Dataset,
  pipeline: string,
  version: string,
): { name: string; description: string; version: string } {
  const { people, simulated } = counts;
  const who = [
    ...(people > 0 ? [`${people} people`] : []),
    ...(simulated > 0 ? [`${simulated} SIMULATED participants (observer models, nobody was asked)`] : []),
  ].join(" and ");
  return {
    name: `limen-${pipeline}`,
    version,
    description: `Faces on the decision boundaries of neural networks with matched controls, and how ${who || "nobody"} judged them: ${classes.join(", ")}. Made by the Limen pipeline ${pipeline}.`,
  };
}

/** README.md of a release: Hugging Face's header, then the data card. */
export function dataCard(
  dataset: Dataset,
  study: StoredStudy,
  tables: readonly WrittenTable[],
  about: ReturnType<typeof aboutDataset>,
  terms: Terms,
): string {
  const { counts, classes } = dataset;
  return `---
${stringify(header(dataset, tables, about, terms), { lineWidth: 0 }).trimEnd()}
---

# ${about.name}

${about.description}
${simulatedNote(counts)}
| | |
| --- | --- |
| published | ${terms.date}, by ${terms.author}, under ${terms.license}${terms.url ? `; code: ${terms.url}` : ""} |
| task | ${dataset.metadata.task} among ${classes.join(", ")} (the order of every distribution) |
| participants | ${counts.people} people, ${counts.simulated} simulated; source: ${counts.sources.join(", ") || "none"} |
| trials | ${counts.trials} of choice or rating, ${counts.comparisons} comparisons |
| stimuli | ${counts.arms.map(([arm, n]) => `${n} ${arm}`).join(", ")} |
| splits | ${counts.splits.map(([what, n]) => `${n} ${what}`).join("; ")} |

## Open it

\`\`\`python
import datasets, duckdb, pandas
trials = datasets.load_dataset(".", "trials", split="train")      # the folder of this file; each table is a configuration
stimuli = pandas.read_parquet("data/stimuli.parquet")
duckdb.sql("select response, count(*) from 'data/trials.parquet' group by all")
\`\`\`

Hugging Face calls the only part of a table "train". What is trained and tested on is in \`splits\`: join it by \`stimulus_id\` and
\`participant_id\`. Stimuli that share noise, a real face or a match are in one split.

Back in Limen: \`uses: run-experiment\`, \`with: { mode: collect, path: data }\` takes the trials as they are, labels included;
\`npx limen collect data/stimuli.parquet\` shows the stimuli to others. \`sha256sum -c SHA256SUMS\` checks the files; \`croissant.json\`
describes them to machines.

## Where it comes from

${study.experiment.stage.summary} Node \`${study.experiment.id}\`, run key \`${study.experiment.key}\`; stimuli are the artifact
\`${study.shown}\`, SHA-256 \`${study.stimuliFile.sha256}\`${study.choicesFile ? `; choice distributions are \`${study.choicesFile.id}\`, SHA-256 \`${study.choicesFile.sha256}\`` : ""}.
${study.onlyRendered ? "All faces behind it were rendered: no real person is shown." : "The nets and the prior learnt from real faces; natural controls are real faces, anchored and off-manifold ones start from one, and drawn faces may resemble those that the prior learnt from."}

## Privacy

Participants have keyed pseudonyms, which say nothing of the names in the study without its secret, and stand in their order. There is no free text,
contact, recruiter's name, time of day or screen. Response times stay, to the precision that was recorded: somebody who recorded a participant's times elsewhere could find them here. Who had
withdrawn when this was made is not in it${counts.sources.includes("collected") ? "" : " as far as the study's tables know"}.

## Tables
${tables.map((table) => tableSection(table)).join("\n")}`;
}

function simulatedNote({ people, simulated }: Dataset["counts"]): string {
  if (simulated === 0) return "";
  const who = people === 0 ? "All participants are" : `${simulated} participants are`;
  return `\n> **${who} simulated**: models of observers, \`source\` is \`simulated\` in every row and names begin with \`simulated-\`. Nothing here
> that comes from them says anything about people.\n`;
}

function tableSection({ name, spec, count, sha256 }: WrittenTable): string {
  return `
### ${name}

${spec.meaning} ${count} rows, \`data/${name}.parquet\`, SHA-256 \`${sha256}\`.

${describeTable(spec)}
`;
}

function header(
  { counts, classes }: Dataset,
  tables: readonly WrittenTable[],
  { name }: ReturnType<typeof aboutDataset>,
  { license }: Terms,
): object {
  const rows = Math.max(...tables.map(({ count }) => count));
  const filled = tables.filter(({ count }) => count > 0);
  return {
    license: license.toLowerCase(),
    pretty_name: name,
    task_categories: ["image-classification"],
    tags: [
      "psychophysics",
      "facial-expressions",
      ...(counts.simulated > 0 ? ["simulated-participants"] : []),
    ],
    size_categories: [sizeCategory(rows)],
    configs: filled.map(({ name: table, file }) => ({
      config_name: table,
      data_files: [{ split: "train", path: file }],
      ...(table === "trials" ? { default: true } : {}),
    })),
    dataset_info: filled.map(({ name: table, spec }) => ({
      config_name: table,
      features: Object.entries(spec.columns).map(([column, { kind }]) => ({
        name: column,
        ...featureOf(kind, classes.length),
      })),
    })),
  };
}

/** As Hugging Face datasets writes features; `sequence` is understood by its old and new versions. */
function featureOf(kind: ColumnKind, classes: number): object {
  if (kind === "distribution") return { sequence: "float32", length: classes };
  if (kind === "vector") return { sequence: "float32" };
  return { dtype: kind === "text" || kind === "choice" ? "string" : kind };
}

function sizeCategory(rows: number): string {
  if (rows < 1000) return "n<1K";
  const steps = ["1K", "10K", "100K", "1M", "10M"];
  const step = Math.min(Math.floor(Math.log10(rows)) - 3, steps.length - 2);
  return `${steps[step]}<n<${steps[step + 1]}`;
}
