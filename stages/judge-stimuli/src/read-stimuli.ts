import { type Problem, throwIfAny } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import type { InputArtifact } from "@limen/stage";
import {
  type ClassShare,
  classesOf,
  isBoundaryArm,
  type Row,
  readTable,
  shownFaces,
  stimuliTable,
  stimulusClasses,
  stimulusGuides,
} from "@limen/tables";
import type { Pictures } from "./pictures.ts";

/** A stimulus without its picture's bytes, which stand at the same place of `pictures`. */
export interface Stimulus {
  readonly id: string;
  readonly arm: string;
  readonly sampler: string;
  /** Indices of the pair's classes. */
  readonly a: number;
  readonly b: number;
  /** All classes between which it was to lie, and the share of each (even where none was aimed at); for controls, those of the stimulus they are matched to. */
  readonly shares: readonly ClassShare[];
  /** Whether its guides are to disagree, rather than to be torn; for controls, those of the stimulus they are matched to. */
  readonly apart: boolean;
  /** One or more; for controls, those of the stimulus they are matched to. */
  readonly guides: readonly string[];
  readonly validity: number;
  /** Places of the natural faces matched to it. */
  readonly natural: readonly number[];
}

export interface StimulusSet {
  readonly stimuli: readonly Stimulus[];
  readonly pictures: Pictures;
  readonly classes: readonly string[];
  /** Real faces among the stimuli, and those that stimuli started from. */
  readonly shown: ReadonlySet<string>;
}

/** Reads all tables as one set, the stimuli of each by name: nothing depends on where they stand in their table. Throws a UserError when they differ in classes or size, or name a class they lack. */
export async function readStimuli(artifacts: readonly InputArtifact[]): Promise<StimulusSet> {
  const tables = await Promise.all(artifacts.map((artifact) => readTable(artifact.path, stimuliTable)));
  const first = tables[0]!.metadata;
  const classes = classesOf(first);
  throwIfAny(
    tables.flatMap(({ metadata, rows }, index) => [
      ...differences(artifacts[index]!, metadata, first),
      ...unknownClasses(artifacts[index]!, rows, classes),
      ...withoutGuide(artifacts[index]!, rows),
    ]),
  );
  const size = Number(first.size);
  const sorted = tables.map((table) => byName(table.rows));
  let offset = 0;
  const stimuli = sorted.flatMap((rows) => {
    const own = describe(rows, classes, offset);
    offset += rows.length;
    return own;
  });
  const rows = sorted.flat();
  const images = rows.map((row) => row.image.bytes);
  return {
    stimuli,
    pictures: { count: rows.length, size, pixels: await decodeUnitBatch(images, size) },
    classes,
    shown: shownFaces(rows),
  };
}

type StimulusRow = Row<typeof stimuliTable>;

function byName(rows: readonly StimulusRow[]): StimulusRow[] {
  return [...rows].sort((a, b) => (a.stimulus_id < b.stimulus_id ? -1 : 1));
}

/** The rows of one table; places count from `offset`. */
function describe(rows: readonly StimulusRow[], classes: readonly string[], offset: number): Stimulus[] {
  const natural = new Map<string, number[]>();
  for (const [place, row] of rows.entries()) {
    if (row.arm !== "natural" || row.match_id === null) continue;
    natural.set(row.match_id, [...(natural.get(row.match_id) ?? []), offset + place]);
  }
  const byId = new Map(rows.map((row) => [row.stimulus_id, row]));
  const aimedAt = (row: StimulusRow) => byId.get(row.match_id ?? row.stimulus_id) ?? row;
  return rows.map((row) => ({
    id: row.stimulus_id,
    arm: row.arm,
    sampler: row.sampler,
    a: classes.indexOf(row.class_a),
    b: classes.indexOf(row.class_b),
    shares: sharesOf(aimedAt(row), classes),
    apart: aimedAt(row).arm === "controversial",
    guides: stimulusGuides(row),
    validity: row.validity,
    natural: natural.get(row.stimulus_id) ?? [],
  }));
}

/** The level is the share of the first class; the others share the rest. */
export function sharesOf(
  row: Pick<StimulusRow, "class_a" | "class_b" | "further_classes" | "level">,
  classes: readonly string[],
): ClassShare[] {
  const names = stimulusClasses(row);
  const first = row.level ?? 1 / names.length;
  return names.map((name, place) => ({
    index: classes.indexOf(name),
    share: place === 0 ? first : (1 - first) / (names.length - 1),
  }));
}

function differences(
  artifact: InputArtifact,
  metadata: Readonly<Record<string, string>>,
  first: Readonly<Record<string, string>>,
): Problem[] {
  const size = Number(metadata.size);
  const place = { file: artifact.path };
  if (!Number.isInteger(size) || size < 1) {
    const message = `the table's metadata size is ${metadata.size ?? "missing"}, not a side in pixels`;
    return [{ message, place, hint: "give stimuli that sample-boundaries wrote" }];
  }
  if (metadata.size === first.size && metadata.classes === first.classes) return [];
  const message = `${size}-pixel stimuli of ${metadata.classes}; the first table has ${first.size}-pixel ones of ${first.classes}`;
  return [{ message, place, hint: "judge stimuli of one size and one list of classes together" }];
}

function unknownClasses(
  artifact: InputArtifact,
  rows: readonly StimulusRow[],
  classes: readonly string[],
): Problem[] {
  const named = new Set(rows.flatMap(stimulusClasses));
  return [...named]
    .filter((name) => !classes.includes(name))
    .map((name) => ({
      message: `a stimulus stands between "${name}" and another class, but the table's classes are ${classes.join(", ")}`,
      place: { file: artifact.path },
    }));
}

function withoutGuide(artifact: InputArtifact, rows: readonly StimulusRow[]): Problem[] {
  const orphans = rows.filter((row) => isBoundaryArm(row.arm) && row.guide_1 === null);
  if (orphans.length === 0) return [];
  return [
    {
      message: `${orphans.length} boundary stimuli name no guide_1, the first being ${orphans[0]!.stimulus_id}`,
      place: { file: artifact.path },
      hint: "a boundary is a boundary of some net: name it, and give its weights as a classifier",
    },
  ];
}
